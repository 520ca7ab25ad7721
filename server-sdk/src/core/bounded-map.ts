/** A map of at most `max` entries: the entry that was set longest ago makes room for a new one. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    if (this.#entries.size === this.#max) this.#entries.delete(this.#entries.keys().next().value as Key);
    this.#entries.set(key, value);
  }
}
