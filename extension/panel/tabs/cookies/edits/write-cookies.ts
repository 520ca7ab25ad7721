/** Writes cookies to the browser. Each write counts only once the cookie was read back. */

import { type Cookie, identityOf, longestLife, type Message } from "../../../../cookies/cookie.ts";
import { refusalOfCookie } from "../../../../cookies/refusal.ts";
import type { CookieStore } from "../../../../platform/platform.ts";

export type Written =
  | {
      readonly stored: true;
      readonly held: Cookie;
      /** How the stored cookie differs from the one that was asked for. */
      readonly notes: readonly Message[];
    }
  | { readonly stored: false; readonly reason: Message };

/** A write that did not succeed. */
export interface WriteFailure {
  readonly cookie: Cookie;
  readonly reason: Message;
}

/** Expiries that differ by less count as equal: browsers round them. Milliseconds. */
const rounding = 2000;

/**
 * Stores a cookie. Never rejects, so that a failed write does not stop the ones after it.
 * @param instead the cookie that the new one was made from. If the browser keeps both, the old one is removed.
 */
export async function writeCookie(
  store: CookieStore,
  cookie: Cookie,
  instead: Cookie | null,
  now: number,
): Promise<Written> {
  const failed = (reason: Message): Written => ({ stored: false, reason });
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return failed(["cookieInThePast"]);
  const path = store.landing(cookie.path);
  if (path !== cookie.path) return failed(["cookiePathMoved", path]);
  try {
    const held = await store.set(cookie);
    if (held === null) return failed(refusalOfCookie(cookie, store.rules)?.sentence ?? ["cookieNoReason"]);
    const notes = differences(held, cookie, now);
    const moved = instead !== null && identityOf(instead) !== identityOf(held);
    if (moved && (await removeCookie(store, instead)) !== null) notes.push(["cookieOldStays", instead.name]);
    return { stored: true, held, notes };
  } catch (error) {
    return failed(callFailed(error));
  }
}

/** Stores several cookies and returns those that the browser did not store. */
export async function writeCookies(
  store: CookieStore,
  cookies: readonly Cookie[],
  now: number,
): Promise<readonly WriteFailure[]> {
  const failures: WriteFailure[] = [];
  for (const cookie of cookies) {
    const written = await writeCookie(store, cookie, null, now);
    if (!written.stored) failures.push({ cookie, reason: written.reason });
  }
  return failures;
}

/** Removes several cookies and returns those that the browser did not remove. */
export async function removeCookies(store: CookieStore, cookies: readonly Cookie[]): Promise<readonly WriteFailure[]> {
  const failures: WriteFailure[] = [];
  for (const cookie of cookies) {
    const reason = await removeCookie(store, cookie);
    if (reason !== null) failures.push({ cookie, reason });
  }
  return failures;
}

/** Why the cookie is still there; null: it is gone. */
async function removeCookie(store: CookieStore, cookie: Cookie): Promise<Message | null> {
  if (store.landing(cookie.path) !== cookie.path) return ["cookiePathFixed", cookie.path];
  try {
    return (await store.remove(cookie)) ? null : ["cookieNoReason"];
  } catch (error) {
    return callFailed(error);
  }
}

function differences(held: Cookie, asked: Cookie, now: number): Message[] {
  const notes: Message[] = [];
  if (held.value !== asked.value) notes.push(["cookieOtherValue"]);
  if (held.secure !== asked.secure) notes.push([held.secure ? "cookieMadeSecure" : "cookieNotSecure"]);
  if (held.httpOnly !== asked.httpOnly) notes.push(["cookieOtherHttpOnly"]);
  if (held.sameSite !== asked.sameSite) notes.push(["cookieOtherSameSite"]);
  if (isShortened(held, asked, now)) notes.push(["cookieShortened"]);
  return notes;
}

const isShortened = (held: Cookie, asked: Cookie, now: number): boolean =>
  held.expiresAt !== null &&
  (asked.expiresAt === null || asked.expiresAt - held.expiresAt > rounding) &&
  held.expiresAt - now <= longestLife + rounding;

const callFailed = (error: unknown): Message => [
  "cookieCallFailed",
  error instanceof Error ? error.message : `${error}`,
];
