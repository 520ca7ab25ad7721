/** The store's methods as they were before they were watched, for the panel's own calls. */

import { absent, answer, type Listed, namedSessions } from "../base/store-answers.ts";
import type { LibrarySession, LibraryStore } from "./library.ts";

export class OwnCalls {
  readonly #store: LibraryStore;
  readonly #methods: Pick<LibraryStore, "get" | "set" | "destroy" | "touch" | "all">;

  constructor(store: LibraryStore) {
    const { get, set, destroy, touch, all } = store;
    this.#store = store;
    this.#methods = { get, set, destroy, touch, all };
  }

  get canList(): boolean {
    return this.#methods.all !== undefined;
  }

  /** The live session as an object of the library's, ready to be changed and stored. */
  async load(sid: string): Promise<LibrarySession | null> {
    const { get } = this.#methods;
    const data = await answer<LibrarySession | null>((done) => get.call(this.#store, sid, done)).catch(absent);
    return data ? this.restored(sid, data) : null;
  }

  restored(sid: string, data: LibrarySession): LibrarySession {
    const request = { sessionID: sid, sessionStore: this.#store };
    return this.#store.createSession(request as Parameters<LibraryStore["createSession"]>[0], data);
  }

  async set(sid: string, session: LibrarySession): Promise<void> {
    const { set } = this.#methods;
    await answer((done) => set.call(this.#store, sid, session, done));
  }

  async destroy(sid: string): Promise<void> {
    const { destroy } = this.#methods;
    await answer((done) => destroy.call(this.#store, sid, done)).catch(absent);
  }

  /** Id → session, of all. @throws Error where the store does not name them. */
  async all(): Promise<ReadonlyMap<string, LibrarySession>> {
    const { all } = this.#methods;
    const listed = await answer<Listed<LibrarySession>>((done) => all!.call(this.#store, done));
    return new Map(namedSessions(listed).map(([sid, data]) => [sid, this.restored(sid, data)]));
  }
}
