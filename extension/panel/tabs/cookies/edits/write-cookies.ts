/** Writes to the browser's jar that are believed only when they are read back. */

import { type Cookie, identityOf, longestLife, type Message } from "../../../../cookies/cookie.ts";
import { refusalOfCookie } from "../../../../cookies/refusal.ts";
import type { CookieStore } from "../../../../platform/platform.ts";

export type Written =
  | {
      readonly stored: true;
      readonly held: Cookie;
      /** What the browser made of it on its own account. */
      readonly notes: readonly Message[];
    }
  | { readonly stored: false; readonly reason: Message };

/** Differences below this are rounding, milliseconds. */
const rounding = 2000;

/** What a browser did not do, and why. */
export interface Failure {
  readonly cookie: Cookie;
  readonly reason: Message;
}

/**
 * Stores a cookie. Never rejects: a call that fails is an outcome like another, so that it does not end those after it.
 * @param instead the cookie it was made from: gone afterwards if it is another one for the browser.
 */
export async function write(store: CookieStore, cookie: Cookie, instead: Cookie | null, now: number): Promise<Written> {
  const no = (reason: Message): Written => ({ stored: false, reason });
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return no(["cookieInThePast"]);
  const path = store.landing(cookie.path);
  if (path !== cookie.path) return no(["cookiePathMoved", path]);
  try {
    const held = await store.set(cookie);
    if (held === null) return no(refusalOfCookie(cookie, store.rules)?.sentence ?? ["cookieNoReason"]);
    const notes = differences(held, cookie, now);
    if (
      instead !== null &&
      identityOf(instead) !== identityOf(held) &&
      (await removeAll(store, [instead])).length > 0
    ) {
      notes.push(["cookieOldStays", instead.name]);
    }
    return { stored: true, held, notes };
  } catch (error) {
    return no(callFailed(error));
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

/** Removes cookies one by one, each with its own outcome; what the browser kept comes back. */
export async function removeAll(store: CookieStore, cookies: readonly Cookie[]): Promise<readonly Failure[]> {
  const kept: Failure[] = [];
  for (const cookie of cookies) {
    const reason = await remove(store, cookie);
    if (reason !== null) kept.push({ cookie, reason });
  }
  return kept;
}

/** Why it is still there; null: it is gone. */
async function remove(store: CookieStore, cookie: Cookie): Promise<Message | null> {
  if (store.landing(cookie.path) !== cookie.path) return ["cookiePathFixed", cookie.path];
  try {
    return (await store.remove(cookie)) ? null : ["cookieNoReason"];
  } catch (error) {
    return callFailed(error);
  }
}

/** Stores several, each with its own outcome; what the browser did not take comes back. */
export async function writeAll(
  store: CookieStore,
  cookies: readonly Cookie[],
  now: number,
): Promise<readonly Failure[]> {
  const failed: Failure[] = [];
  for (const cookie of cookies) {
    const written = await write(store, cookie, null, now);
    if (!written.stored) failed.push({ cookie, reason: written.reason });
  }
  return failed;
}
