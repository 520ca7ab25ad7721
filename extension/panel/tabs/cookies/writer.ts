/** Writes to the browser's jar that are believed only when they are read back. */

import { type Cookie, identityOf, longestLife, type Message } from "../../../cookies/cookie.ts";
import { refusalOfCookie } from "../../../cookies/refusal.ts";
import type { CookieStore } from "../../../platform/platform.ts";

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

/**
 * Stores a cookie.
 * @param instead the cookie it was made from: gone afterwards if it is another one for the browser.
 */
export async function write(store: CookieStore, cookie: Cookie, instead: Cookie | null, now: number): Promise<Written> {
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return { stored: false, reason: ["cookieInThePast"] };
  const held = await store.set(cookie);
  if (held === null || held.value !== cookie.value) {
    return { stored: false, reason: refusalOfCookie(cookie)?.sentence ?? ["cookieNoReason"] };
  }
  const notes: Message[] = [];
  if (held.secure !== cookie.secure) notes.push([held.secure ? "cookieMadeSecure" : "cookieNotSecure"]);
  if (held.httpOnly !== cookie.httpOnly) notes.push(["cookieOtherHttpOnly"]);
  if (held.sameSite !== cookie.sameSite) notes.push(["cookieOtherSameSite"]);
  if (isShortened(held, cookie, now)) notes.push(["cookieShortened"]);
  if (instead !== null && identityOf(instead) !== identityOf(held) && !(await store.remove(instead))) {
    notes.push(["cookieOldStays", instead.name]);
  }
  return { stored: true, held, notes };
}

const isShortened = (held: Cookie, asked: Cookie, now: number): boolean =>
  held.expiresAt !== null &&
  (asked.expiresAt === null || asked.expiresAt - held.expiresAt > rounding) &&
  held.expiresAt - now <= longestLife + rounding;

/** Removes cookies one by one; those that the browser kept come back. */
export async function removeAll(store: CookieStore, cookies: readonly Cookie[]): Promise<readonly Cookie[]> {
  const kept: Cookie[] = [];
  for (const cookie of cookies) if (!(await store.remove(cookie))) kept.push(cookie);
  return kept;
}

/** Stores several; those that the browser did not take come back with the reason. */
export async function writeAll(
  store: CookieStore,
  cookies: readonly Cookie[],
  now: number,
): Promise<readonly { readonly cookie: Cookie; readonly reason: Message }[]> {
  const failed: { cookie: Cookie; reason: Message }[] = [];
  for (const cookie of cookies) {
    const written = await write(store, cookie, null, now);
    if (!written.stored) failed.push({ cookie, reason: written.reason });
  }
  return failed;
}
