/** The store's methods as they were before they were watched, for the panel's own calls. */

import type { Done, LibrarySession, LibraryStore } from "./library.ts";

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
    const found = await answer<Parameters<Done>[1]>((done) => all!.call(this.#store, done));
    const listed = Array.isArray(found) ? found.map(named) : Object.entries((found ?? {}) as Listed);
    const sessions = listed.filter(([, data]) => typeof data?.cookie === "object" && data.cookie !== null);
    return new Map(sessions.map(([sid, data]) => [sid, this.restored(sid, data)]));
  }
}

type Listed = Readonly<Record<string, LibrarySession>>;

/** connect-redis has the id in the data. */
function named({ id, ...data }: LibrarySession): [string, LibrarySession] {
  if (typeof id !== "string") throw new Error("the store lists its sessions without their ids");
  return [id, data as LibrarySession];
}

/** session-file-store's word for a session that is not there; the library takes it as such. */
function absent(error: unknown): null {
  if ((error as { readonly code?: unknown } | null)?.code === "ENOENT") return null;
  throw error;
}

function answer<T>(ask: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    // A store that answers with a promise as well has told the callback the same.
    const asked = ask((error, value) => (error ? reject(error) : resolve(value as T)));
    if (asked instanceof Promise) asked.catch(reject);
  });
}
