/** Operations on a file store that its tests run, in their own process or in another. */

import { type SessionId, sessionIdOf } from "../../src/core/session-key.ts";
import type { Change, Store, StoredSession } from "../../src/core/store.ts";

export const idNamed = (name: string): SessionId => sessionIdOf(name as never);
export const id = idNamed("present");
export const nextId = idNamed("next");
export const newId = idNamed("new");

const never = Date.UTC(2999, 0, 1);

export function sessionOf(entries: Record<string, string>, user: string | null = null): StoredSession {
  return {
    entries: new Map(Object.entries(entries)),
    createdAt: 1,
    modifiedAt: 1,
    expiresAt: never,
    expiry: null,
    revision: 1,
    user,
  };
}

export function changeOf(set: Record<string, string>, parts: Partial<Change> = {}): Change {
  return {
    set: new Map(Object.entries(set)),
    delete: new Set(),
    clear: false,
    modifiedAt: 2,
    expiry: { from: null, expiresAt: never },
    ...parts,
  };
}

export const before = sessionOf({ a: "1", b: "2" }, "ann");
export const change: Change = changeOf({ a: "9" }, { user: "bob" });

export const operations = {
  create: (store: Store, _change: Change): Promise<unknown> => store.create(newId, before),
  commit: (store: Store, change: Change): Promise<unknown> => store.commit(id, change),
  touch: (store: Store, _change: Change): Promise<unknown> => store.touch(id, never - 1, null),
  rotate: (store: Store, change: Change): Promise<unknown> => store.rotate(id, nextId, change),
  delete: (store: Store, _change: Change): Promise<unknown> => store.delete(id),
  load: async (store: Store, _change: Change): Promise<unknown> => (await store.load(id))?.revision,
  loadNow: async (store: Store, _change: Change): Promise<unknown> => store.loadNow!(id)?.revision,
};

/** The sessions that several processes write to; one process deletes the last one meanwhile. */
export const sessionNames = ["one", "two", "three", "deleted"];
