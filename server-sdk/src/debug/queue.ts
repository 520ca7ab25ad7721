/** A queue whose first item goes at little cost: taking it from an array would move all the others. */
export class Queue<Item extends object> {
  readonly #items: (Item | undefined)[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the oldest; there must be one. */
  take(): Item {
    const items = this.#items;
    const item = items[this.#first]!;
    items[this.#first++] = undefined;
    if (this.#first * 2 > items.length) {
      items.copyWithin(0, this.#first);
      items.length -= this.#first;
      this.#first = 0;
    }
    return item;
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<Item> {
    for (let at = this.#first; at < this.#items.length; at++) yield this.#items[at]!;
  }
}
