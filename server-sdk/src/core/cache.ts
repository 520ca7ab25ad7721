/**
 * The cache contract: what `CachedDatabaseStore` puts in front of a database, and what `CacheStore` needs and more.
 * A cache may forget anything at any moment; what it must not do is mix up two steps. Every call is answered or
 * fails within a deadline of the cache's own.
 */

/** Keys are at most 200 characters of `[A-Za-z0-9:_-]`; texts are well-formed Unicode without NUL. */
export interface Cache {
  /** For people: "Memcached". */
  readonly name: string;
  /** `add`, `replace` and `remove` really are one step each, for all processes. */
  readonly atomic: boolean;
  /** Several processes see the same items. */
  readonly shared: boolean;
  /** `null`: there is no such item. Rejects when the cache could not be asked; that is not the same. */
  get(key: string): Promise<CacheItem | null>;
  /** `false`: there is one already, nothing was written. `expiresAt`: milliseconds since the epoch. */
  add(key: string, text: string, expiresAt: number): Promise<boolean>;
  /** Writes only if the item is unchanged since `get` answered it; `false`: it was changed or removed, even if an equal one came back. */
  replace(key: string, text: string, expiresAt: number, token: string): Promise<boolean>;
  remove(key: string): Promise<"removed" | "changed" | "absent">;
  close(): Promise<void>;
}

export interface CacheItem {
  readonly text: string;
  /** Names this state of the item. Only the cache that made it can read it. */
  readonly token: string;
}
