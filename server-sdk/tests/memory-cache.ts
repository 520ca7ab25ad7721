/** A cache in this process for tests, which can be made to fail, to lose items and to hold damaged ones. */

import type { Cache, CacheItem } from "../src/core/cache.ts";

export class MemoryCache implements Cache {
  readonly name = "Memory";
  readonly atomic: boolean;
  readonly shared: boolean;
  readonly #items = new Map<string, CacheItem & { readonly expiresAt: number }>();
  #tokens = 0;
  failing = false;

  constructor({ atomic = true, shared = true } = {}) {
    this.atomic = atomic;
    this.shared = shared;
  }

  get texts(): readonly string[] {
    return [...this.#items.values()].map(({ text }) => text);
  }

  async get(key: string): Promise<CacheItem | null> {
    return this.#live(key) ?? null;
  }

  async add(key: string, text: string, expiresAt: number): Promise<boolean> {
    if (this.#live(key)) return false;
    this.#items.set(key, { text, expiresAt, token: `${this.#tokens++}` });
    return true;
  }

  async replace(key: string, text: string, expiresAt: number, token: string): Promise<boolean> {
    if (this.#live(key)?.token !== token) return false;
    this.#items.set(key, { text, expiresAt, token: `${this.#tokens++}` });
    return true;
  }

  async remove(key: string): Promise<"removed" | "absent"> {
    this.#live(key);
    return this.#items.delete(key) ? "removed" : "absent";
  }

  async close(): Promise<void> {}

  /** Removes every item. */
  forget(): void {
    this.#items.clear();
  }

  /** Replaces the content of every item with this text. */
  overwrite(text: string): void {
    for (const [key, item] of this.#items) this.#items.set(key, { ...item, text, token: `${this.#tokens++}` });
  }

  #live(key: string) {
    if (this.failing) throw new Error("the cache fails");
    const item = this.#items.get(key);
    if (item && item.expiresAt > Date.now()) return item;
    this.#items.delete(key);
    return undefined;
  }
}
