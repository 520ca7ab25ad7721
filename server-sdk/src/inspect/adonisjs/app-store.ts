/** The app's store, as its requests call it: what each has found and left, and which of them are at work on which session. */

import type { InFlight } from "../base/in-flight.ts";
import type { Held, SentCookies } from "../bridge.ts";
import { heldOf } from "./bridge.ts";
import { type Context, type Data, type LibraryStore, withMethods } from "./library.ts";

/** What a request does with its session. */
export interface Work {
  found: Held<SentCookies> | null;
  /** Left out: it has stored nothing. `null`: it has ended the session. */
  left?: Held<SentCookies> | null;
  end(): void;
}

export class AppStore {
  readonly #works = new WeakMap<Context, Work>();
  readonly #inFlight: InFlight;
  readonly #guard: (work: () => void) => void;

  /** `guard`: runs what must not fail the app. */
  constructor(inFlight: InFlight, guard: (work: () => void) => void) {
    this.#inFlight = inFlight;
    this.#guard = guard;
  }

  begin(context: Context): Work {
    const work: Work = { found: null, end() {} };
    this.#works.set(context, work);
    return work;
  }

  watch(store: LibraryStore, context: Context | null): LibraryStore {
    const work = context && this.#works.get(context);
    if (!work) return store;
    const hold = (id: string, data: Data) => heldOf(id, data, nothing);
    const stored = (left: () => Work["left"]) =>
      this.#guard(() => {
        work.left = left() ?? null;
      });
    return withMethods(store, {
      read: async (id) => {
        await this.#enter(id, work);
        const data = await store.read(id);
        // A store in memory gives the object that the request changes next: its texts are taken before.
        if (data) this.#guard(() => Object.assign(work, { found: hold(id, data) }));
        return data;
      },
      write: async (id, data) => {
        await store.write(id, data);
        stored(() => hold(id, data));
      },
      touch: async (id) => {
        await store.touch(id);
        stored(() => work.found);
      },
      destroy: async (id) => {
        await store.destroy(id);
        stored(() => null);
      },
    });
  }

  /** Once no change from outside is under way. */
  async #enter(id: string, work: Work): Promise<void> {
    for (;;) {
      const change = this.#inFlight.change(id);
      if (!change) break;
      await change;
    }
    work.end = this.#inFlight.begin(id);
  }
}

const nothing: SentCookies = new Map();
