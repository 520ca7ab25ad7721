/** A map of at most so many entries: the one set longest ago makes room for a new one. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    if (this.#entries.size === this.#most) this.#entries.delete(this.#entries.keys().next().value as Key);
    this.#entries.set(key, value);
  }
}
