/** The store's methods as promises. */

import { absent, answer, type Listed, namedSessions } from "../base/store-answers.ts";
import type { LibraryStore, StoredData } from "./library.ts";

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
    return new Map(namedSessions(await answer<Listed<StoredData>>((done) => this.#store.all!(done))));
  }
}
