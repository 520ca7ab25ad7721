/** Calculates when a session of the fake server ends, and writes the `Set-Cookie` line of its cookie. */

import type { Expiry, Hello } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";

export interface Lifetime {
  readonly expiry: Expiry;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The last moment that the date of a cookie can express. */
const latestMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Zero seconds become `browser-close`. @throws CommandError for an expiry after `latestMoment`. */
export function checkedExpiry(asked: Expiry): Expiry {
  if (asked.kind === "seconds" && asked.seconds === 0) return { kind: "browser-close" };
  const end = asked.kind === "seconds" ? Date.now() + asked.seconds * 1000 : asked.kind === "moment" ? asked.at : 0;
  return end > latestMoment ? refuse("invalid-params", "A session cannot expire after the year 9999.") : asked;
}

/** The deadline of the session, milliseconds since the epoch. */
export function endOf({ expiry, createdAt, modifiedAt }: Lifetime, hello: Hello): number {
  const { cookieAge, idleTimeout, absoluteTimeout } = hello;
  const life = expiry.kind === "seconds" ? expiry.seconds : cookieAge;
  return Math.min(
    expiry.kind === "moment" ? expiry.at : modifiedAt + life * 1000,
    modifiedAt + (idleTimeout ?? Number.POSITIVE_INFINITY) * 1000,
    createdAt + (absoluteTimeout ?? Number.POSITIVE_INFINITY) * 1000,
  );
}

/** The line that stores the cookie in the browser for as long as the session lives. */
export function cookieLine(value: string, session: Lifetime, hello: Hello): string {
  const { kind } = session.expiry;
  const endsWithBrowser = kind === "policy" ? hello.expireAtBrowserClose : kind === "browser-close";
  return line(value, endsWithBrowser ? null : Math.trunc((endOf(session, hello) - session.modifiedAt) / 1000), hello);
}

/** The line that deletes the cookie in the browser. */
export const deletedLine = (hello: Hello): string => line("", 0, hello);

function line(value: string, age: number | null, { cookie }: Hello): string {
  return [
    `${cookie.name}=${value}`,
    ...(age === null ? [] : [`Max-Age=${age}`]),
    ...(cookie.domain === null ? [] : [`Domain=${cookie.domain}`]),
    `Path=${cookie.path}`,
    ...(cookie.httpOnly ? ["HttpOnly"] : []),
    ...(cookie.secure ? ["Secure"] : []),
    ...(cookie.sameSite === null ? [] : [`SameSite=${cookie.sameSite}`]),
    ...(cookie.partitioned ? ["Partitioned"] : []),
  ].join("; ");
}
