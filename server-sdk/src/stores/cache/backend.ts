/** What a cache must be able to do to keep sessions: each of them is one text under one key. */

export interface CacheBackend {
  /** For people: "Memcached". */
  readonly name: string;
  /** `add`, `replace` and `remove` really are one step each, for all processes. */
  readonly atomic: boolean;
  /** Several processes see the same items. */
  readonly shared: boolean;
  /** `null`: there is no such item. Rejects when the cache could not be asked; that is not the same. */
  get(key: string): Promise<CacheItem | null>;
  /** `false`: there is one already. */
  add(key: string, text: string, expiresAt: number): Promise<boolean>;
  /** Writes only while the item is the one that was got; `false`: it has changed or gone. */
  replace(key: string, text: string, expiresAt: number, token: string): Promise<boolean>;
  /** Writes, whatever is there. */
  put(key: string, text: string, expiresAt: number): Promise<void>;
  /** With a token, only while the item is the one that was got. */
  remove(key: string, token?: string): Promise<"removed" | "changed" | "absent">;
  close(): Promise<void>;
}

export interface CacheItem {
  readonly text: string;
  /** Names this state of the item. */
  readonly token: string;
}
