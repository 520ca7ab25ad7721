/**
 * The store contract: how sessions are kept. A store moves JSON texts and compares times; it knows no cookie,
 * no framework and no dictionary. All times are milliseconds since the epoch; "now" is `Date.now()`.
 *
 * One rule of life and death, in every store, at load and at commit: a session is dead when now >= expiresAt.
 */

import type { SessionId } from "./session-key.ts";

/** One session at rest. */
export interface StoredSession {
  /** Each value as JSON text: stores move it, never read it. */
  readonly entries: ReadonlyMap<string, string>;
  readonly createdAt: number;
  /** When data was last changed; a touch does not move it. */
  readonly modifiedAt: number;
  readonly expiresAt: number;
  /** The custom expiry (`setExpiry`) as an opaque text, `null` for the global policy. Only `core/expiry.ts` reads it. */
  readonly expiry: string | null;
  /** 1 at creation; grows by one with every commit and rotation. A touch leaves it. */
  readonly revision: number;
  /** Whose session it is, for the user index. */
  readonly user: string | null;
}

/** What one request did: never the whole dictionary. */
export interface Change {
  readonly set: ReadonlyMap<string, string>;
  readonly delete: ReadonlySet<string>;
  /** Drop every other key first. */
  readonly clear: boolean;
  readonly modifiedAt: number;
  readonly expiry: ExpiryChange;
  /** `undefined` leaves the user as it is. */
  readonly user?: string | null;
  /** Write only if these keys still hold this text (`null`: are absent). */
  readonly expect?: ReadonlyMap<string, string | null>;
  /** Write only if the session is at this revision. */
  readonly ifRevision?: number;
}

/**
 * Moving the deadline without losing somebody else's `setExpiry`: a writer that sets no expiry of its own (`to` absent)
 * moves the deadline only while the stored expiry still is the one it computed with (`from`).
 */
export interface ExpiryChange {
  readonly from: string | null;
  /** Set by this request: stored together with `expiresAt`, whatever was there. `undefined`: not set by this request. */
  readonly to?: string | null;
  readonly expiresAt: number;
}

export type CommitResult =
  | { readonly outcome: "stored"; readonly revision: number }
  /** There is no live session under this id. Nothing was written. */
  | { readonly outcome: "gone" }
  /** `expect` or `ifRevision` did not hold. Nothing was written. `keys`: those of `expect` that differ. */
  | { readonly outcome: "conflict"; readonly keys: readonly string[] };

export interface StoreTraits {
  /** Several processes see the same sessions. */
  readonly shared: boolean;
  /** A commit is one atomic step: concurrent commits merge per key. `false`: the later one may undo the earlier. */
  readonly atomic: boolean;
  /** Expired sessions vanish by themselves; `clearExpired` has nothing to do. */
  readonly selfExpiring: boolean;
}

export interface Store {
  readonly kind: "server";
  /** For people: "Memory", "Database (SQLite)". */
  readonly name: string;
  readonly traits: StoreTraits;
  /** `null`: absent, expired, or unreadable (reported on the diagnostics channel). Changes nothing. */
  load(id: SessionId): Promise<StoredSession | null>;
  /** `load` there where no waiting is needed: the session is then read on first use. */
  loadNow?(id: SessionId): StoredSession | null;
  /** `false`: the id is taken, nothing was written. */
  create(id: SessionId, session: StoredSession): Promise<boolean>;
  /** `create` there where no waiting is needed: the answer then leaves without a pause. */
  createNow?(id: SessionId, session: StoredSession): boolean;
  commit(id: SessionId, change: Change): Promise<CommitResult>;
  /** `commit` there where no waiting is needed. */
  commitNow?(id: SessionId, change: Change): CommitResult;
  /** One step: everything, with the change, is under `next`, and `id` is gone. */
  rotate(id: SessionId, next: SessionId, change: Change): Promise<CommitResult>;
  /** `rotate` there where no waiting is needed. */
  rotateNow?(id: SessionId, next: SessionId, change: Change): CommitResult;
  /** Moves the deadline only, by the rule of `ExpiryChange` with no `to`. `false`: gone. */
  touch(id: SessionId, expiresAt: number, from: string | null): Promise<boolean>;
  /** `false`: there was nothing. */
  delete(id: SessionId): Promise<boolean>;
  /** Removes dead sessions in batches of at most `batch`, yielding how many went; ends early when the signal is aborted. */
  clearExpired(batch: number, signal: AbortSignal): AsyncIterable<number>;
  /** Sessions, a page at a time, in a stable order. A page may have fewer sessions than `limit` and not be the last. */
  list?(query: ListQuery): Promise<SessionPage>;
  /** What `list` can do beyond live sessions in an order of its own. Left out: nothing. */
  readonly lists?: Listing;
  /** Where `lists.expired`: as `load`, and a dead session too, while the store has it. */
  loadAny?(id: SessionId): Promise<StoredSession | null>;
  /**
   * How many sessions the store has, the dead among them, or the dead alone. It answers soon: with an estimate, or `null`
   * where there is none to be had.
   */
  count?(of: "all" | "expired"): Promise<SessionCount | null>;
  /** Brings the schema up to date; the names of the steps applied. */
  migrate?(): Promise<readonly string[]>;
  close?(): Promise<void>;
}

export interface ListQuery {
  /** `next` of a page of the same query. */
  readonly cursor?: string;
  readonly limit: number;
  /** A key or a value has this in it. */
  readonly text?: string;
  /** Sessions of this user. */
  readonly user?: string;
  /** Sessions that have a user, or that have none. A store of an older version does not look at it. */
  readonly signedIn?: boolean;
  /** "live" unless given. The others only where `lists.expired`. */
  readonly state?: "live" | "expired" | "any";
  /** Only what `lists.sorts` has. A session that changes moves to another place, and may be missed or come twice. */
  readonly sort?: ListSort;
}

export type SortKey = "modified" | "created" | "expires";

export interface ListSort {
  readonly by: SortKey;
  readonly descending: boolean;
}

export interface Listing {
  /** The orders it finds in an index, or in no time. */
  readonly sorts: readonly SortKey[];
  /** Dead sessions can be listed until they are cleared. */
  readonly expired: boolean;
}

export interface SessionCount {
  readonly count: number;
  /** `false`: an estimate. */
  readonly exact: boolean;
}

export interface SessionPage {
  readonly sessions: ReadonlyMap<SessionId, StoredSession>;
  /** The cursor of the next page; `null`: this was the last. */
  readonly next: string | null;
}

/** The cookie is the session: no id, no merge, no listing, and a logout elsewhere cannot reach it. */
export interface ClientStore {
  readonly kind: "client";
  readonly name: string;
  /**
   * `null`: forged, expired or unreadable (reported on the diagnostics channel).
   * `cookieName` is part of what is authenticated: a value does not work under another name.
   */
  unseal(cookieValue: string, cookieName: string): StoredSession | null;
  /** @throws SessionTooLargeError naming the size (name and value) when the browser would drop the cookie. */
  seal(session: StoredSession, cookieName: string): string;
}
