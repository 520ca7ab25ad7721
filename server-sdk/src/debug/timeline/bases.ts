/** The entries of each session in the timeline, as a request has loaded them last. The state after any of its requests is made from them. */

import type { StoredSession } from "../../core/store.ts";
import { unitSizeOf } from "../../core/stored-session.ts";
import type { Recorded, Subject } from "./recorded.ts";

export type Base = Pick<StoredSession, "entries" | "revision">;

/** Bytes of a session above which its entries are not kept. */
const most = 256 * 1024;
const keyOverhead = 80;

interface Held {
  readonly subject: Subject;
  /** How many entries of the timeline name the session. */
  count: number;
  base: Base | null;
  bytes: number;
}

export class Bases {
  readonly #held = new Map<Subject, Held>();
  /** What the entry at each place of the timeline names: a session, or two. */
  readonly #named: (Held | null)[];
  readonly #alsoNamed: (Held | null)[];
  #bytes = 0;

  constructor(places: number) {
    this.#named = new Array(places).fill(null);
    this.#alsoNamed = new Array(places).fill(null);
  }

  get bytes(): number {
    return this.#bytes;
  }

  of(subject: Subject): Base | null {
    return this.#held.get(subject)?.base ?? null;
  }

  /** An entry is recorded at a place that is free. `loaded`: what its request has loaded. */
  enter(place: number, { before, after, outcome }: Recorded, loaded: Base | null): void {
    const one = before === null ? null : this.#hold(before);
    if (one) this.#keep(one, loaded);
    const another = after === null || after === before ? null : this.#hold(after);
    // Under a new key the revisions go on; any other session is a new one.
    if (another && outcome === "rotated") this.#keep(another, loaded);
    this.#named[place] = one;
    this.#alsoNamed[place] = another;
  }

  /** The entry at the place is forgotten. */
  leave(place: number): void {
    this.#release(this.#named[place]!);
    this.#release(this.#alsoNamed[place]!);
    this.#named[place] = null;
    this.#alsoNamed[place] = null;
  }

  #hold(subject: Subject): Held {
    let held = this.#held.get(subject);
    if (!held) {
      held = { subject, count: 0, base: null, bytes: 0 };
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

  #release(held: Held | null): void {
    if (!held || --held.count > 0) return;
    this.#held.delete(held.subject);
    this.#bytes -= held.bytes;
  }
}
