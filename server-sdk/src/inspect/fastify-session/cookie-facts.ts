/** What `session.cookie` says of how long the session lives. */

import type { Expiry } from "../../core/expiry.ts";
import type { LibraryCookie, LibrarySession, StoredData } from "./library.ts";

/** Milliseconds by which the library's own arithmetic differs. */
const drift = 1000;

/** A session without an age of its own is given the app's whenever it is loaded. `newAge`: of a new session, in milliseconds. */
export function expiryOf({ originalMaxAge: age }: LibraryCookie, newAge: number | null | undefined): Expiry {
  if (!age || Math.abs(age - (newAge ?? 0)) < drift) return { kind: "policy" };
  return { kind: "seconds", seconds: Math.round(age / 1000) };
}

/** Gives the session this expiry. `pristine`: one as the library makes them. */
export function setExpiry(session: LibrarySession, expiry: Expiry, pristine: LibrarySession): void {
  const { originalMaxAge, originalExpires } = pristine.cookie;
  const policy = { maxAge: originalMaxAge ?? undefined, expires: originalExpires ?? undefined };
  session.options(expiry.kind === "seconds" ? { maxAge: expiry.seconds * 1000, expires: undefined } : policy);
}

/** Loading has renewed it: it is to end when what is stored ends. */
export function keepEnd(session: LibrarySession, { cookie }: StoredData): void {
  const end = endOfData({ cookie });
  session.cookie.expires = end === undefined ? null : new Date(end);
}

/** Milliseconds since the epoch; `undefined`: until the browser closes. */
export function endOfData({ cookie: { expires } }: Pick<StoredData, "cookie">): number | undefined {
  const end = expires ? new Date(expires).getTime() : Number.NaN;
  return Number.isNaN(end) ? undefined : end;
}
