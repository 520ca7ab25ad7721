/** The keys and values of a session, as a dictionary: JavaScript's habits where it has them, Python's names otherwise. */

import { KeyError } from "../errors.ts";
import { pairsOf, type Updater } from "./entries.ts";
import { assign, read, remove } from "./entry-access.ts";
import type { OpenSession } from "./open-session.ts";
import type { SessionData, SessionKeyOf, ValueOf } from "./session-data.ts";
import { valueRule } from "./value-rule.ts";

/** Where a dictionary has the session behind it, out of the way of the app's keys. */
export const internals: unique symbol = Symbol("sessionscope.internals");

export class SessionDictionary<Data extends object = SessionData> {
  readonly [internals]: OpenSession;

  constructor(open: OpenSession) {
    this[internals] = open;
  }

  /** How many keys there are. */
  get size(): number {
    return this[internals].look().size;
  }

  /**
   * The value of a key; `undefined`, or the fallback, when there is none. `session.theme` is the same where no method has that name.
   * @example
   * session.set("theme", "dark");
   * session.get("theme"); // => "dark"
   * session.get("language", "en"); // => "en"
   */
  get<K extends SessionKeyOf<Data> | (string & {})>(key: K): ValueOf<Data, K> | undefined;
  get<K extends SessionKeyOf<Data> | (string & {}), F>(key: K, fallback: F): ValueOf<Data, K> | F;
  get(key: string, fallback?: unknown): unknown {
    const entries = read(this[internals], key);
    const value = entries.get(key);
    return value === undefined && !entries.has(key) ? fallback : value;
  }

  /**
   * Sets a key; `session.cart = value` is the same.
   * @throws NotSerializableError for anything that JSON does not hold exactly.
   * @example
   * session.set("cart", { items: [] });
   * session.cart.items.push("tea"); // found at commit without another set
   * session.get("cart"); // => { items: ["tea"] }
   */
  set<K extends SessionKeyOf<Data> | (string & {})>(key: K, value: ValueOf<Data, K>): void {
    assign(this[internals], key, value);
  }

  /**
   * Python's `del s[key]`.
   * @throws KeyError when absent.
   * @example
   * session.set("theme", "dark");
   * session.del("theme");
   * session.has("theme"); // => false
   */
  del(key: SessionKeyOf<Data> | (string & {})): void {
    if (!this.delete(key)) throw new KeyError(key);
  }

  /**
   * Forgiving, as `Map.delete`: whether there was something to delete.
   * @throws TypeError without a key.
   * @example
   * session.delete("absent"); // => false
   */
  delete(key: SessionKeyOf<Data> | (string & {})): boolean {
    return remove(this[internals], key);
  }

  /**
   * Removes a key and answers its value.
   * @throws KeyError when absent and no fallback was passed.
   * @example
   * session.set("notice", "saved");
   * session.pop("notice"); // => "saved"
   * session.pop("notice", null); // => null
   */
  pop<K extends SessionKeyOf<Data> | (string & {})>(key: K): ValueOf<Data, K>;
  pop<K extends SessionKeyOf<Data> | (string & {}), F>(key: K, fallback: F): ValueOf<Data, K> | F;
  pop(key: string, ...rest: [fallback?: unknown]): unknown {
    const entries = read(this[internals], key);
    if (!entries.has(key)) {
      if (rest.length > 0) return rest[0];
      throw new KeyError(key);
    }
    const value = entries.get(key);
    this.delete(key);
    return value;
  }

  /**
   * The value, after storing this one when the key was absent.
   * @example
   * session.setDefault("visits", 0); // => 0
   */
  setDefault<K extends SessionKeyOf<Data> | (string & {})>(key: K, value: ValueOf<Data, K>): ValueOf<Data, K> {
    const entries = read(this[internals], key);
    if (!entries.has(key)) this.set(key, value);
    return entries.get(key) as ValueOf<Data, K>;
  }

  /**
   * Sets several keys, given as an object, a map or pairs.
   * @example
   * session.update({ theme: "dark", language: "en" });
   * [...session.keys()]; // => ["theme", "language"]
   */
  update(values: (Partial<Data> & { readonly [key: string]: unknown }) | Iterable<readonly [string, unknown]>): void;
  /**
   * Atomic read-modify-write: `change` gets the value (`undefined` when absent) and answers the new one. It runs now, and
   * again at commit for as long as other requests changed the key meanwhile, so it must be a pure function.
   * @example
   * session.update("visits", (visits = 0) => visits + 1);
   * session.get("visits"); // => 1
   */
  update<K extends SessionKeyOf<Data> | (string & {})>(
    key: K,
    change: (value: ValueOf<Data, K> | undefined) => ValueOf<Data, K>,
  ): void;
  update(keyOrValues: string | object, change?: (value: never) => unknown): void {
    const open = this[internals];
    if (typeof keyOrValues !== "string") {
      open.change("update the session");
      for (const [key, value] of pairsOf(keyOrValues)) this.set(key, value as never);
      open.modified = true;
      return;
    }
    if (typeof change !== "function") throw new TypeError("session.update(key, change) needs a function.");
    const updater: Updater = (value) => {
      const changed = change(value as never);
      valueRule(open.source.policy).check(keyOrValues, changed);
      return changed;
    };
    assign(open, keyOrValues, updater(read(open, keyOrValues).get(keyOrValues)), updater);
  }

  /**
   * Whether there is such a key; `"theme" in session` is the same.
   * @example
   * session.has("theme"); // => false
   */
  has(key: SessionKeyOf<Data> | (string & {})): boolean {
    return read(this[internals], key).has(key);
  }

  /**
   * @example
   * session.set("theme", "dark");
   * [...session.keys()]; // => ["theme"]
   */
  keys(): IterableIterator<SessionKeyOf<Data>> {
    return this[internals].look().keys() as IterableIterator<SessionKeyOf<Data>>;
  }

  /**
   * @example
   * session.set("theme", "dark");
   * [...session.values()]; // => ["dark"]
   */
  *values(): Generator<Data[keyof Data]> {
    for (const [, value] of this.items()) yield value;
  }

  /**
   * Keys with their values, as iterating over the session itself gives them.
   * @example
   * session.set("theme", "dark");
   * [...session.items()]; // => [["theme", "dark"]]
   */
  *items(): Generator<[SessionKeyOf<Data>, Data[keyof Data]]> {
    const entries = this[internals].look();
    for (const key of entries.keys()) yield [key as SessionKeyOf<Data>, entries.get(key) as Data[keyof Data]];
  }

  [Symbol.iterator](): Generator<[SessionKeyOf<Data>, Data[keyof Data]]> {
    return this.items();
  }

  /**
   * A plain object of all keys and values, for `JSON.stringify`.
   * @example
   * session.set("theme", "dark");
   * JSON.stringify(session); // => "{\"theme\":\"dark\"}"
   */
  toJSON(): Partial<Data> {
    return Object.fromEntries(this.items()) as Partial<Data>;
  }

  /**
   * Removes every key and a custom expiry; the session and its key stay.
   * @example
   * session.set("theme", "dark");
   * session.clear();
   * session.size; // => 0
   */
  clear(): void {
    this[internals].clear();
  }

  /**
   * No key and no data. Does not load: with a cookie whose session was not looked up yet it is `false`, as in Django.
   * @example
   * session.isEmpty(); // => true
   */
  isEmpty(): boolean {
    return this[internals].ask().empty;
  }

  /** For `console.log`: the data, if it was looked at. Never the key, and never a reason to load. */
  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    const open = this[internals];
    if (open.known === undefined) return "Session (not loaded)";
    return Object.fromEntries([...open.entries.keys()].map((key) => [key, open.entries.get(key)]));
  }
}
