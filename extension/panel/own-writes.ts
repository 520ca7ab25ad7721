/** Tells the panel's own changes of cookies from those of others: it writes only through this store. */

import { type Cookie, identityOf } from "../cookies/cookie.ts";
import type { CookieStore, Platform } from "../platform/platform.ts";

export interface OwnCookies extends CookieStore {
  /** Did the panel write the cookie since that time (milliseconds since the epoch), or is it writing it? */
  wrote(cookie: Cookie, since: number): boolean;
}
export interface OwnPlatform extends Platform {
  readonly cookies: OwnCookies;
}

/** How long a write that has ended is remembered, milliseconds: until everybody has looked at what it did. */
const remembered = 60_000;

export const notingWrites = (platform: Platform): OwnPlatform => ({ ...platform, cookies: noting(platform.cookies) });

function noting(store: CookieStore): OwnCookies {
  /** By identity: when the last write ended; infinity while one runs. */
  const ends = new Map<string, number>();

  const note = async <T>(cookie: Cookie, writing: () => Promise<T>): Promise<T> => {
    const id = identityOf(cookie);
    for (const [other, end] of ends) if (end < Date.now() - remembered) ends.delete(other);
    ends.set(id, Number.POSITIVE_INFINITY);
    try {
      return await writing();
    } finally {
      ends.set(id, Date.now());
    }
  };

  return {
    ...store,
    list: (url) => store.list(url),
    set: (cookie) => note(cookie, () => store.set(cookie)),
    remove: (cookie) => note(cookie, () => store.remove(cookie)),
    wrote: (cookie, since) => (ends.get(identityOf(cookie)) ?? Number.NEGATIVE_INFINITY) >= since,
  };
}
