/** The session an app sees: a dictionary with Django's methods for keys, ends and users. `property-access.ts` adds `session.key`. */

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
import { internals, SessionDictionary } from "./dictionary.ts";
import { type Flashes, flashKey, takeFlashes, valuesOf, withFlash } from "./flash.ts";
import type { SessionData } from "./session-data.ts";

/** Django's test cookie: stored under this name with this value (`TEST_COOKIE_NAME`, `TEST_COOKIE_VALUE`). */
export const testCookie = { name: "testcookie", value: "worked" } as const;

export class SessionBase<Data extends object = SessionData> extends SessionDictionary<Data> {
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
  /**
   * Deletes the stored session at once, and the cookie with the response. The session can be used again, under a new key.
   * @example
   * session.bindUser("ada");
   * await session.flush();
   * session.boundUser; // => null
   */
  async flush(): Promise<void> {
    const open = this[internals];
    if (open.closed) open.change("flush the session");
    await open.source.remove();
    open.reset();
  }

  /**
   * Moves the data to a new key in one step at commit; do it at every login. The old key is dead from then on.
   * @example
   * session.set("user", "ada");
   * await session.cycleKey();
   * session.get("user"); // => "ada"
   */
  async cycleKey(): Promise<void> {
    const open = this[internals];
    open.change("cycle the session key");
    open.cycle();
  }

  /**
   * Seconds since the last change; a Date; a duration from now; 0: until the browser closes; null: the policy.
   * @throws ExpiryError for anything else.
   * @example
   * session.setExpiry({ days: 30 });
   * session.getExpireAtBrowserClose(); // => false
   */
  setExpiry(value: ExpiryValue): void {
    const open = this[internals];
    const expiry = expiryFrom(value);
    open.change("set the expiry");
    if (expiry.kind === "policy" && open.expiry.kind === "policy") return;
    open.setExpiry(expiry);
    open.modified = true;
  }

  /**
   * Seconds until the session ends, counted from `modification` (now), as if it were changed then.
   * @example
   * session.setExpiry(300);
   * session.getExpiryAge(); // => 300
   */
  getExpiryAge(question: ExpiryQuestion = {}): number {
    return expiryAge(expiryAsked(this, question), modificationOf(question), this[internals].source.policy);
  }

  /**
   * The moment at which the session ends when it is changed at `modification` (now), and not used after it.
   * @example
   * session.setExpiry(300);
   * session.getExpiryDate({ modification: new Date(0) }); // => new Date(300_000)
   */
  getExpiryDate(question: ExpiryQuestion = {}): Date {
    const expiry = expiryAsked(this, question);
    const { policy } = this[internals].source;
    const modification = modificationOf(question);
    // An expiry given in the question is no question about this session: when that began does not matter.
    const began = question.expiry === undefined ? this[internals].known?.stored.createdAt : undefined;
    return new Date(deadline(expiry, modification, began ?? modification, policy));
  }

  /**
   * Whether the cookie ends with the browser.
   * @example
   * session.setExpiry(0);
   * session.getExpireAtBrowserClose(); // => true
   */
  getExpireAtBrowserClose(): boolean {
    this[internals].look();
    return expiresAtBrowserClose(this[internals].expiry, this[internals].source.policy);
  }

  /**
   * The setting `cookieAge`, in seconds.
   * @example
   * session.getSessionCookieAge(); // => 1_209_600
   */
  getSessionCookieAge(): number {
    return this[internals].source.policy.cookieAge;
  }

  /**
   * Stores a value for the next request to look for: it comes back only when the browser keeps cookies.
   * @example
   * session.setTestCookie();
   * session.testCookieWorked(); // => true, as it is at the next request of a browser that keeps cookies
   */
  setTestCookie(): void {
    this.set(testCookie.name, testCookie.value as never);
  }

  /**
   * Whether the value of `setTestCookie` is there.
   * @example
   * session.testCookieWorked(); // => false
   */
  testCookieWorked(): boolean {
    return this.get(testCookie.name) === testCookie.value;
  }

  /**
   * Removes the value of `setTestCookie`. @throws KeyError when there is none.
   * @example
   * session.setTestCookie();
   * session.deleteTestCookie();
   * session.testCookieWorked(); // => false
   */
  deleteTestCookie(): void {
    this.del(testCookie.name);
  }

  /**
   * Whose session this is: `sessions.ofUser(id)` and `sessions.destroyOthers(session)` find it by that. `null`: nobody's.
   * @throws TypeError for an id that is no string.
   * @example
   * session.bindUser("ada");
   * session.boundUser; // => "ada"
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

  /**
   * Keeps a value, under a kind such as "success", for the request that takes it.
   * @example
   * session.flash("success", "Saved.");
   * session.takeFlash("success"); // => ["Saved."]
   */
  flash(kind: string, value: JsonValue): void {
    this.update(flashKey, ((flashes: Flashes | undefined) => withFlash(flashes, kind, value)) as never);
  }

  /**
   * Everything kept with `flash`, by kind. Taking removes it; what other requests keep meanwhile waits for the next page.
   * @example
   * session.flash("error", "No such page.");
   * session.takeFlash(); // => { error: ["No such page."] }
   */
  takeFlash(): Flashes;
  /**
   * What was kept under this kind. The other kinds stay.
   * @example
   * session.flash("error", "No such page.");
   * session.takeFlash("success"); // => []
   */
  takeFlash(kind: string): readonly JsonValue[];
  takeFlash(kind?: string): Flashes | readonly JsonValue[] {
    const taken = takeFlashes(this[internals], kind);
    return kind === undefined ? taken : valuesOf(taken, kind);
  }
}

// A function, not a private method: it runs on the proxy around a session, which has no private members.

/** An expiry given in the question needs no look at the session, as in Django. */
function expiryAsked<D extends object>(session: SessionBase<D>, question: ExpiryQuestion): Expiry {
  if (question.expiry !== undefined) return expiryFrom(question.expiry);
  session[internals].look();
  return session[internals].expiry;
}
