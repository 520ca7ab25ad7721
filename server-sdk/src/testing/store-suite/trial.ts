/** The tools of each test of the suite: a fresh store, others on the same backend, and sessions to store. */

import { deepEqual, equal } from "node:assert/strict";
import type { SessionId } from "../../core/session-key.ts";
import { newSessionKey, sessionIdOf } from "../../core/session-key.ts";
import type { Change, CommitResult, Store, StoredSession } from "../../core/store.ts";
import { type FakeClock, fakeClock } from "../fake-clock.ts";
import type { SuiteCase } from "../suite-test.ts";

/** Abilities that not every store has: merge atomically, share a backend between instances, list, remove the dead, hold a MiB in one session. */
export type Need = "atomic" | "shared" | "list" | "clearing" | "large";

export type StoreTest = SuiteCase<Trial, Need>;

export const hour = 3_600_000;

/** Sends every other write to the method that answers at once, where the store has it, so that each test tests both. */
function writingBothWays(store: Store): Store {
  const { create, createNow, commit, commitNow, rotate, rotateNow } = store;
  let turn = 0;
  const both =
    <Args extends unknown[], Answer>(
      waiting: (...args: Args) => Promise<Answer>,
      now: ((...args: Args) => Answer) | undefined,
    ) =>
    async (...args: Args): Promise<Answer> =>
      now && turn++ % 2 === 1 ? now.apply(store, args) : waiting.apply(store, args);
  const writes = new Map<unknown, unknown>([
    ["create", both(create, createNow)],
    ["commit", both(commit, commitNow)],
    ["rotate", both(rotate, rotateNow)],
  ]);
  return new Proxy(store, {
    get(target, name) {
      const write = writes.get(name);
      if (write) return write;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

export class Trial {
  readonly store: Store;
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  readonly #open: () => Promise<Store>;
  readonly #opened: Store[];
  readonly #end = new AbortController();

  private constructor(store: Store, open: () => Promise<Store>, lacks: Trial["lacks"]) {
    this.store = store;
    this.lacks = lacks;
    this.#open = open;
    this.#opened = [store];
  }

  static async start(open: () => Promise<Store>, lacks: Trial["lacks"]): Promise<Trial> {
    return new Trial(writingBothWays(await open()), open, lacks);
  }

  /** Another instance on the same backend. */
  async another(): Promise<Store> {
    const store = writingBothWays(await this.#open());
    this.#opened.push(store);
    return store;
  }

  /** Stops `Date.now()` where it is, for this test. */
  freeze(): FakeClock {
    return fakeClock(Date.now(), this.#end.signal);
  }

  /** Creates a session. @returns its id, and the session as it was stored. */
  async created(parts: SessionParts = {}): Promise<[SessionId, StoredSession]> {
    const id = newId();
    const stored = session(parts);
    equal(await this.store.create(id, stored), true, "create under a new id answers true");
    return [id, stored];
  }

  async end(): Promise<void> {
    this.#end.abort();
    for (const store of this.#opened) await store.close?.();
  }
}

export const newId = (): SessionId => sessionIdOf(newSessionKey());

export type Entries = Readonly<Record<string, string>> | ReadonlyMap<string, string>;
type SessionParts = Partial<Omit<StoredSession, "entries">> & { readonly entries?: Entries };
type ChangeParts = Partial<Omit<Change, "set" | "delete" | "expect">> & {
  readonly set?: Entries;
  readonly delete?: Iterable<string>;
  readonly expect?: Readonly<Record<string, string | null>> | ReadonlyMap<string, string | null>;
};

function asMap<V>(entries: Readonly<Record<string, V>> | ReadonlyMap<string, V>): Map<string, V> {
  return new Map(entries instanceof Map ? entries : Object.entries(entries));
}

/** A session with one entry and a deadline in an hour, except for the given parts. */
export function session({ entries = { name: '"Ada"' }, ...parts }: SessionParts = {}): StoredSession {
  const now = Date.now();
  return {
    createdAt: now,
    modifiedAt: now,
    expiresAt: now + hour,
    expiry: null,
    revision: 1,
    user: null,
    ...parts,
    entries: asMap(entries),
  };
}

/** A change that sets the deadline to an hour from now and changes nothing else, except for the given parts. */
export function change({ set = {}, delete: deleted = [], expect, ...parts }: ChangeParts = {}): Change {
  const now = Date.now();
  return {
    clear: false,
    modifiedAt: now,
    expiry: { from: null, expiresAt: now + hour },
    ...parts,
    set: asMap(set),
    delete: new Set(deleted),
    ...(expect && { expect: asMap(expect) }),
  };
}

export function assertStored(
  result: CommitResult,
  revision?: number,
): asserts result is { outcome: "stored" } & CommitResult {
  equal(result.outcome, "stored");
  if (revision !== undefined) deepEqual(result, { outcome: "stored", revision });
}

/** Asserts that the session is live and exactly this. Its entries may come in any order. */
export async function assertHolds(store: Store, id: SessionId, expected: StoredSession): Promise<void> {
  const found = await store.load(id);
  deepEqual(found && plain(found), plain(expected));
  if (store.loadNow) deepEqual(plain(store.loadNow(id)!), plain(expected), "loadNow answers as load does");
}

export async function assertEntries(store: Store, id: SessionId, expected: Entries): Promise<void> {
  const found = await store.load(id);
  deepEqual(found && sorted(found.entries), sorted(asMap(expected)));
}

/** Asserts that every call finds the session gone. */
export async function assertGone(store: Store, id: SessionId): Promise<void> {
  const next = newId();
  equal(await store.load(id), null, "load of what is gone");
  if (store.loadNow) equal(store.loadNow(id), null, "loadNow of what is gone");
  deepEqual(await store.commit(id, change({ set: { late: "1" } })), { outcome: "gone" }, "commit to what is gone");
  equal(await store.touch(id, Date.now() + hour, null), false, "touch of what is gone");
  deepEqual(
    await store.rotate(id, next, change({ set: { late: "1" } })),
    { outcome: "gone" },
    "rotate of what is gone",
  );
  equal(await store.load(next), null, "a rotation that met nothing makes nothing");
  equal(await store.load(id), null, "none of these brought it back");
}

/** For comparison: entries as a sorted list, so that their order does not matter and every key shows. */
export function plain({ entries, createdAt, modifiedAt, expiresAt, expiry, revision, user }: StoredSession): object {
  return { createdAt, modifiedAt, expiresAt, expiry, revision, user, entries: sorted(entries) };
}

export function sorted(entries: ReadonlyMap<string, string>): [string, string][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
