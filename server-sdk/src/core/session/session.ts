/** The dictionary an app sees, with Django's methods. `property-access.ts` adds `session.key`; `session-manager.ts` opens and commits. */

import { KeyError } from "../errors.ts";
import {
  deadline,
  type Expiry,
  type ExpiryQuestion,
  type ExpiryValue,
  expiresAtBrowserClose,
  expiryAge,
  expiryFrom,
  modificationOf,
} from "../expiry.ts";
import { checkUser } from "../session-arguments.ts";
import type { JsonValue } from "../values.ts";
import { pairsOf, type Updater } from "./entries.ts";
import { assign, read, remove } from "./entry-access.ts";
import { type Flashes, flashKey, takeFlashes, valuesOf, withFlash } from "./flash.ts";
import type { OpenSession } from "./open-session.ts";
import { valueRule } from "./value-rule.ts";

/** Augment this interface and every session of the app is typed: `declare module "sessionscope" { interface SessionData { user?: string } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: it exists to be augmented
export interface SessionData {}

type Key<Data> = keyof Data & string;
/** A typed key's value, or any JSON for a key nothing is known of. */
export type ValueOf<Data, K extends string> = K extends keyof Data ? Exclude<Data[K], undefined> : JsonValue;

export const internals: unique symbol = Symbol("sessionscope.internals");

/** Django's test cookie: stored under this name with this value (`TEST_COOKIE_NAME`, `TEST_COOKIE_VALUE`). */
export const testCookie = { name: "testcookie", value: "worked" } as const;

export class SessionBase<Data extends object = SessionData> {
  readonly [internals]: OpenSession;

  constructor(open: OpenSession) {
    this[internals] = open;
  }

  /** The session key, verified and so loaded; `null` for a new session until it is stored. Handle it as a password. */
  get sessionKey(): string | null {
    return this[internals].ask().loadKey();
  }
  /** Whether the handler looked at the session: the response then gets `Vary: Cookie`. */
  get accessed(): boolean {
    return this[internals].accessed;
  }
  set accessed(value: boolean) {
    this[internals].accessed = value;
  }
  /** Whether something was assigned. Changes inside values are found without it; set it to renew the expiry. */
  get modified(): boolean {
    return this[internals].modified;
  }
  set modified(value: boolean) {
    this[internals].modified = value;
  }
  /** How many keys there are. */
  get size(): number {
    return this[internals].look().size;
  }

  get<K extends Key<Data> | (string & {})>(key: K): ValueOf<Data, K> | undefined;
  get<K extends Key<Data> | (string & {}), F>(key: K, fallback: F): ValueOf<Data, K> | F;
  get(key: string, fallback?: unknown): unknown {
    const entries = read(this[internals], key);
    const value = entries.get(key);
    return value === undefined && !entries.has(key) ? fallback : value;
  }

  /** @throws NotSerializableError for anything that JSON does not hold exactly. */
  set<K extends Key<Data> | (string & {})>(key: K, value: ValueOf<Data, K>): void {
    assign(this[internals], key, value);
  }

  /** Python's `del s[key]`. @throws KeyError when absent. */
  del(key: Key<Data> | (string & {})): void {
    if (!this.delete(key)) throw new KeyError(key);
  }

  /** Forgiving, as `Map.delete`: whether there was something to delete. @throws TypeError without a key. */
  delete(key: Key<Data> | (string & {})): boolean {
    return remove(this[internals], key);
  }

  /** Removes a key and answers its value. @throws KeyError when absent and no fallback was passed. */
  pop<K extends Key<Data> | (string & {})>(key: K): ValueOf<Data, K>;
  pop<K extends Key<Data> | (string & {}), F>(key: K, fallback: F): ValueOf<Data, K> | F;
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

  /** The value, after storing this one when the key was absent. */
  setDefault<K extends Key<Data> | (string & {})>(key: K, value: ValueOf<Data, K>): ValueOf<Data, K> {
    const entries = read(this[internals], key);
    if (!entries.has(key)) this.set(key, value);
    return entries.get(key) as ValueOf<Data, K>;
  }

  /** Sets several keys, given as an object, a map or pairs. */
  update(values: (Partial<Data> & { readonly [key: string]: unknown }) | Iterable<readonly [string, unknown]>): void;
  /**
   * Atomic read-modify-write: `change` gets the value (`undefined` when absent) and answers the new one. It runs now, and
   * again at commit for as long as other requests changed the key meanwhile, so it must be a pure function.
   */
  update<K extends Key<Data> | (string & {})>(
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

  has(key: Key<Data> | (string & {})): boolean {
    return read(this[internals], key).has(key);
  }

  keys(): IterableIterator<Key<Data>> {
    return this[internals].look().keys() as IterableIterator<Key<Data>>;
  }

  *values(): Generator<Data[keyof Data]> {
    for (const [, value] of this.items()) yield value;
  }

  *items(): Generator<[Key<Data>, Data[keyof Data]]> {
    const entries = this[internals].look();
    for (const key of entries.keys()) yield [key as Key<Data>, entries.get(key) as Data[keyof Data]];
  }

  [Symbol.iterator](): Generator<[Key<Data>, Data[keyof Data]]> {
    return this.items();
  }

  toJSON(): Partial<Data> {
    return Object.fromEntries(this.items()) as Partial<Data>;
  }

  /** Removes every key and a custom expiry; the session and its key stay. */
  clear(): void {
    this[internals].clear();
  }

  /** No key and no data. Does not load: with a cookie whose session was not looked up yet it is `false`, as in Django. */
  isEmpty(): boolean {
    return this[internals].ask().empty;
  }

  /** Deletes the stored session at once, and the cookie with the response. The session can be used again, under a new key. */
  async flush(): Promise<void> {
    const open = this[internals];
    if (open.closed) open.change("flush the session");
    await open.source.remove();
    open.reset();
  }

  /** Moves the data to a new key in one step at commit; do it at every login. The old key is dead from then on. */
  async cycleKey(): Promise<void> {
    const open = this[internals];
    open.change("cycle the session key");
    open.cycle();
  }

  /**
   * Seconds since the last change; a Date; a duration from now; 0: until the browser closes; null: the policy.
   * @throws ExpiryError for anything else.
   */
  setExpiry(value: ExpiryValue): void {
    const open = this[internals];
    const expiry = expiryFrom(value);
    open.change("set the expiry");
    if (expiry.kind === "policy" && open.expiry.kind === "policy") return;
    open.setExpiry(expiry);
    open.modified = true;
  }

  /** Seconds until the session ends, counted from `modification` (now), as if it were changed then. */
  getExpiryAge(question: ExpiryQuestion = {}): number {
    return expiryAge(expiryAsked(this, question), modificationOf(question), this[internals].source.policy);
  }

  /** The moment at which the session ends when it is changed at `modification` (now), and not used after it. */
  getExpiryDate(question: ExpiryQuestion = {}): Date {
    const expiry = expiryAsked(this, question);
    const { policy } = this[internals].source;
    const modification = modificationOf(question);
    // An expiry given in the question is no question about this session: when that began does not matter.
    const began = question.expiry === undefined ? this[internals].known?.stored.createdAt : undefined;
    return new Date(deadline(expiry, modification, began ?? modification, policy));
  }

  /** Whether the cookie ends with the browser. */
  getExpireAtBrowserClose(): boolean {
    this[internals].look();
    return expiresAtBrowserClose(this[internals].expiry, this[internals].source.policy);
  }

  /** The setting `cookieAge`, in seconds. */
  getSessionCookieAge(): number {
    return this[internals].source.policy.cookieAge;
  }

  /** Stores a value to be looked for at the next request: whether it comes back tells whether the browser keeps cookies. */
  setTestCookie(): void {
    this.set(testCookie.name, testCookie.value as never);
  }

  testCookieWorked(): boolean {
    return this.get(testCookie.name) === testCookie.value;
  }

  /** @throws KeyError when there is none. */
  deleteTestCookie(): void {
    this.del(testCookie.name);
  }

  /**
   * Whose session this is: `sessions.ofUser(id)` and `sessions.destroyOthers(session)` find it by that. `null`: nobody's.
   * @throws TypeError for an id that is no string.
   */
  bindUser(id: string | null): void {
    if (id !== null) checkUser(id, "session.bindUser");
    const open = this[internals];
    open.change("bind the session to a user");
    open.user = id;
    open.modified = true;
  }

  /** The id given to `bindUser`, or `null`. */
  get boundUser(): string | null {
    const open = this[internals];
    open.look();
    return open.user === undefined ? (open.known?.stored.user ?? null) : open.user;
  }

  /** Puts a value by, under a kind such as "success", for the request that takes it. */
  flash(kind: string, value: JsonValue): void {
    this.update(flashKey, ((flashes: Flashes | undefined) => withFlash(flashes, kind, value)) as never);
  }

  /** Everything put by with `flash`, by kind. Taking it removes it; what others put by meanwhile waits for the next page. */
  takeFlash(): Flashes;
  /** What was put by under this kind. The other kinds stay. */
  takeFlash(kind: string): readonly JsonValue[];
  takeFlash(kind?: string): Flashes | readonly JsonValue[] {
    const taken = takeFlashes(this[internals], kind);
    return kind === undefined ? taken : valuesOf(taken, kind);
  }

  /** For `console.log`: the data, if it was looked at. Never the key, and never a reason to load. */
  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    const open = this[internals];
    if (open.known === undefined) return "Session (not loaded)";
    return Object.fromEntries([...open.entries.keys()].map((key) => [key, open.entries.get(key)]));
  }
}

// Not a private method: these run on the proxy around a session, which has no private members.

/** An expiry given in the question needs no look at the session, as in Django. */
function expiryAsked<D extends object>(session: SessionBase<D>, question: ExpiryQuestion): Expiry {
  if (question.expiry !== undefined) return expiryFrom(question.expiry);
  session[internals].look();
  return session[internals].expiry;
}
