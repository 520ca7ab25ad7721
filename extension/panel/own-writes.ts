/** Tells the panel's own changes of cookies from others' changes: the panel writes only through this store. */

import { type Cookie, identityOf } from "../cookies/cookie.ts";
import type { CookieStore, Platform } from "../platform/platform.ts";

export interface OwnCookies extends CookieStore {
  /** The number of the panel's writes that have ended. Unlike a time, it orders a write and a reading in one millisecond. */
  endedWrites(): number;
  /**
   * Is the panel writing the cookie, or has it since?
   * @param since what `endedWrites` returned then.
   */
  wrote(cookie: Cookie, since: number): boolean;
}
export interface OwnPlatform extends Platform {
  readonly cookies: OwnCookies;
}

/** Milliseconds that an ended write is remembered: enough for the jar to be read after it. */
const remembered = 60_000;

export const notingWrites = (platform: Platform): OwnPlatform => ({ ...platform, cookies: noting(platform.cookies) });

function noting(store: CookieStore): OwnCookies {
  /** By the cookie's identity: the number of the last write and when it ended (ms since the epoch; infinite while it runs). */
  const ends = new Map<string, { readonly number: number; readonly at: number }>();
  const running = { number: Number.POSITIVE_INFINITY, at: Number.POSITIVE_INFINITY };
  let ended = 0;

  const note = async <T>(cookie: Cookie, writing: () => Promise<T>): Promise<T> => {
    const id = identityOf(cookie);
    for (const [other, { at }] of ends) if (at < Date.now() - remembered) ends.delete(other);
    ends.set(id, running);
    try {
      return await writing();
    } finally {
      ends.set(id, { number: ++ended, at: Date.now() });
    }
  };

  return {
    ...store,
    list: (url) => store.list(url),
    set: (cookie) => note(cookie, () => store.set(cookie)),
    remove: (cookie) => note(cookie, () => store.remove(cookie)),
    endedWrites: () => ended,
    wrote: (cookie, since) => (ends.get(identityOf(cookie))?.number ?? 0) > since,
  };
}
