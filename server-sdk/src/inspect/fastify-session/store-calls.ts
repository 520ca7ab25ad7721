/** The store's methods as promises. */

import type { Done, LibraryStore, StoredData } from "./library.ts";

export class StoreCalls {
  readonly #store: LibraryStore;

  constructor(store: LibraryStore) {
    this.#store = store;
  }

  get canList(): boolean {
    return typeof this.#store.all === "function";
  }

  async load(sid: string): Promise<StoredData | null> {
    const data = await answer<StoredData | null>((done) => this.#store.get(sid, done)).catch(absent);
    return data?.cookie ? data : null;
  }

  async set(sid: string, session: StoredData): Promise<void> {
    await answer((done) => this.#store.set(sid, session, done));
  }

  async destroy(sid: string): Promise<void> {
    await answer((done) => this.#store.destroy(sid, done)).catch(absent);
  }

  /** Id → what is stored, of all. @throws Error where the store does not name them. */
  async all(): Promise<ReadonlyMap<string, StoredData>> {
    type Found = Parameters<Parameters<NonNullable<LibraryStore["all"]>>[0]>[1];
    const found = await answer<Found>((done) => this.#store.all!(done));
    const listed = Array.isArray(found)
      ? found.map(named)
      : Object.entries((found ?? {}) as Readonly<Record<string, StoredData>>);
    return new Map(listed.filter(([, data]) => data?.cookie));
  }
}

/** connect-redis has the id in the data. */
function named({ id, ...data }: StoredData): [string, StoredData] {
  if (typeof id !== "string") throw new Error("the store lists its sessions without their ids");
  return [id, data as StoredData];
}

/** The word of stores for a session that is not there; the library takes it as such. */
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
