/**
 * The cache contract: what `CacheStore` keeps sessions in and `CachedDatabaseStore` puts in front of a database
 * (Memcached, Redis, Keyv). A cache may forget anything at any moment; what it must not do is mix up two steps.
 */

export interface CacheTraits {
  /** Several processes see the same entries. */
  readonly shared: boolean;
  /** `add` and `compareAndSet` are one step each, whoever else is at it. */
  readonly atomic: boolean;
}

export interface CacheEntry {
  /** Any string that is well-formed Unicode without NUL comes back as it was. */
  readonly text: string;
  /** Stands for this state of the entry. Only the cache that made it can read it. */
  readonly token: unknown;
}

/** Keys are at most 200 characters of `[A-Za-z0-9:_-]`. Lifetimes are milliseconds from now; 0 and less is over at once. */
export interface Cache {
  /** For people: "Memcached". */
  readonly name: string;
  readonly traits: CacheTraits;
  get(key: string): Promise<CacheEntry | null>;
  /** `false`: the key is taken, nothing was written. */
  add(key: string, text: string, lifetime: number): Promise<boolean>;
  /** `false`: the entry is no longer that of the token (changed, or gone, or gone and come back), nothing was written. */
  compareAndSet(key: string, text: string, token: unknown, lifetime: number): Promise<boolean>;
  /** `false`: there was nothing. */
  delete(key: string): Promise<boolean>;
  close?(): Promise<void>;
}
