/** Calculates when a session of the fake server ends, and writes the `Set-Cookie` line of its cookie. */

import type { Expiry, Hello } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import type { FakeLibrary } from "./fake-library.ts";

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

/** The moments of a session, as far as its library keeps them. */
export const momentsOf = (session: Lifetime, { keeps }: FakeLibrary, hello: Hello) => ({
  createdAt: keeps.created ? session.createdAt : null,
  modifiedAt: keeps.modified ? session.modifiedAt : null,
  expiresAt: keeps.expires ? endOf(session, hello) : null,
});

/** The lines that store the cookies in the browser for as long as the session lives. */
export function cookieLines(value: string, session: Lifetime, hello: Hello): string[] {
  const { kind } = session.expiry;
  const endsWithBrowser = kind === "policy" ? hello.expireAtBrowserClose : kind === "browser-close";
  const age = endsWithBrowser ? null : Math.trunc((endOf(session, hello) - session.modifiedAt) / 1000);
  const more = Object.entries(companionsOf(value, hello)).map(([name, of]) => line(name, of, age, hello));
  return [line(hello.cookie.name, value, age, hello), ...more];
}

/** The lines that delete the cookies in the browser. */
export const deletedLines = (hello: Hello): string[] =>
  [hello.cookie.name, ...Object.keys(companionsOf("", hello))].map((name) => line(name, "", 0, hello));

/** The cookies that belong to a session cookie of this value: a signature of a whole name, the second chunk of others. */
export const companionsOf = (value: string, { cookie }: Hello): Record<string, string> =>
  Object.fromEntries(
    (cookie.more ?? []).map((name) =>
      name.endsWith("*") ? [`${name.slice(0, -1)}1`, `rest-of-${value}`] : [name, `sig-of-${value}`],
    ),
  );

function line(name: string, value: string, age: number | null, { cookie }: Hello): string {
  return [
    `${name}=${value}`,
    ...(age === null ? [] : [`Max-Age=${age}`]),
    ...(cookie.domain === null ? [] : [`Domain=${cookie.domain}`]),
    `Path=${cookie.path}`,
    ...(cookie.httpOnly ? ["HttpOnly"] : []),
    ...(cookie.secure ? ["Secure"] : []),
    ...(cookie.sameSite === null ? [] : [`SameSite=${cookie.sameSite}`]),
    ...(cookie.partitioned ? ["Partitioned"] : []),
  ].join("; ");
}
