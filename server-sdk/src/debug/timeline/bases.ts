/** The entries of each session in the timeline, as a request has loaded them last. The state after any of its requests is made from them. */

import type { StoredSession } from "../../core/store.ts";
import { unitSizeOf } from "../../core/stored-session.ts";
import type { Recorded, Subject } from "./recorded.ts";

export type Base = Pick<StoredSession, "entries" | "revision">;

/** Bytes of a session above which its entries are not kept. */
const most = 256 * 1024;
const keyOverhead = 80;

interface Held {
  /** How many entries of the timeline name the session. */
  count: number;
  base: Base | null;
  bytes: number;
}

export class Bases {
  readonly #held = new Map<Subject, Held>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  of(subject: Subject): Base | null {
    return this.#held.get(subject)?.base ?? null;
  }

  /** An entry is recorded. `loaded`: what its request has loaded. */
  enter({ before, after, outcome }: Recorded, loaded: Base | null): void {
    if (before !== null) this.#keep(this.#named(before), loaded);
    if (after === null || after === before) return;
    const held = this.#named(after);
    // Under a new key the revisions go on; any other session is a new one.
    if (outcome === "rotated") this.#keep(held, loaded);
  }

  /** An entry is forgotten. */
  leave({ before, after }: Recorded): void {
    if (before !== null) this.#release(before);
    if (after !== null && after !== before) this.#release(after);
  }

  #named(subject: Subject): Held {
    let held = this.#held.get(subject);
    if (!held) {
      held = { count: 0, base: null, bytes: 0 };
      this.#held.set(subject, held);
    }
    held.count++;
    return held;
  }

  #keep(held: Held, loaded: Base | null): void {
    if (loaded === null || (held.base && held.base.revision >= loaded.revision)) return;
    const bytes = 2 * unitSizeOf(loaded.entries) + keyOverhead * loaded.entries.size;
    if (bytes > most) return;
    this.#bytes += bytes - held.bytes;
    held.bytes = bytes;
    // Not the session itself: it may hold more than its entries.
    held.base = { entries: loaded.entries, revision: loaded.revision };
  }

  #release(subject: Subject): void {
    const held = this.#held.get(subject);
    if (!held || --held.count > 0) return;
    this.#held.delete(subject);
    this.#bytes -= held.bytes;
  }
}
