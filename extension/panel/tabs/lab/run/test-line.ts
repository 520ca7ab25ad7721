/** The lines of the test cookie: with the attributes of the app's session cookie, and without any. Pure. */

import type { Hello } from "sessionscope/protocol";
import { pathMatches } from "../../../../cookies/cookie.ts";
import { labMark } from "../../../../cookies/lab/lab-case.ts";

export interface TestLines {
  readonly name: string;
  readonly set: string;
  /** Deletes the cookie again. */
  readonly clear: string;
}

/** As Django writes it into the session. */
const value = "worked";

export function plainLines(): TestLines {
  const name = `${labMark}plain`;
  return { name, set: `${name}=${value}`, clear: `${name}=; Max-Age=0` };
}

/** The session cookie under another name with the same prefix. @param path of the endpoint, which the loads go to. */
export function sessionLines({ cookie, cookieAge, expireAtBrowserClose }: Hello, path: string): TestLines {
  const name = `${/^__[a-z-]+-/i.exec(cookie.name)?.[0] ?? ""}${labMark}session`;
  const rest = [
    // Elsewhere the loads would not carry it.
    `Path=${pathMatches(path, cookie.path) ? cookie.path : path}`,
    cookie.domain !== null && `Domain=${cookie.domain}`,
    cookie.httpOnly && "HttpOnly",
    cookie.secure && "Secure",
    cookie.sameSite !== null && `SameSite=${cookie.sameSite}`,
    cookie.partitioned && "Partitioned",
  ].filter((part) => part !== false);
  const age = expireAtBrowserClose ? [] : [`Max-Age=${cookieAge}`];
  return {
    name,
    set: [`${name}=${value}`, ...rest, ...age].join("; "),
    clear: [`${name}=`, ...rest, "Max-Age=0"].join("; "),
  };
}
