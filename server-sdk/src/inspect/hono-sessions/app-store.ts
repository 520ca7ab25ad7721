/** The app's store, as its requests call it: what each has found and left, and which of them are at work on which session. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { InFlight } from "../base/in-flight.ts";
import type { Seen } from "../base/seen.ts";
import type { LibraryStore, SessionData } from "./library.ts";
import { seen } from "./seen.ts";

/** What a request does with its session. */
export interface Work {
  found: Seen | null;
  /** Left out: it has stored nothing. `null`: it has ended the session. */
  left?: Seen | null;
  end(): void;
}

export class AppStore {
  readonly #working = new AsyncLocalStorage<Work>();
  /** For the app's middleware. */
  readonly store: LibraryStore;

  /** `guard`: runs what must not fail the app. */
  constructor(store: LibraryStore, inFlight: InFlight, guard: (work: () => void) => void) {
    const note = (work: (by: Work) => void) => {
      const by = this.#working.getStore();
      if (by) guard(() => work(by));
    };
    const stored = (id: string, data: SessionData) =>
      note((by) => {
        by.left = seen(id, data);
      });
    this.store = {
      getSessionById: async (id) => {
        await inFlight.change(id);
        note((by) => {
          by.end = inFlight.begin(id);
        });
        const data = await store.getSessionById(id);
        // A store in memory gives the object that the request changes next: its texts are taken before.
        if (data) note((by) => Object.assign(by, { found: seen(id, data) }));
        return data;
      },
      async createSession(id, data) {
        await store.createSession(id, data);
        stored(id, data);
      },
      async persistSessionData(id, data) {
        await store.persistSessionData(id, data);
        stored(id, data);
      },
      async deleteSession(id) {
        await store.deleteSession(id);
        note((by) => {
          if (by.found?.id === id || by.left?.id === id) by.left = null;
        });
      },
    };
  }

  async run<T>(request: (work: Work) => Promise<T>): Promise<T> {
    const work: Work = { found: null, end() {} };
    try {
      return await this.#working.run(work, () => request(work));
    } finally {
      work.end();
    }
  }
}
