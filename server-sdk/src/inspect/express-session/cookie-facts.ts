/** What `session.cookie` says: the cookie's attributes, and how long the session lives. */

import type { Expiry } from "../../core/expiry.ts";
import type { CookieFacts } from "../bridge.ts";
import type { SessionCookie } from "./library.ts";

/** Milliseconds by which the library's own arithmetic differs: it subtracts two readings of the clock. */
const drift = 1000;

/** The expiry of a session: the app's (`policy`) when it has that of a new session. `newAge`: `undefined`: not known yet. */
export function expiryOf(
  { originalMaxAge: age }: Pick<SessionCookie, "originalMaxAge">,
  newAge: number | null | undefined,
): Expiry {
  if (newAge === undefined || sameAge(age ?? null, newAge)) return { kind: "policy" };
  return age === null || age === undefined
    ? { kind: "browser-close" }
    : { kind: "seconds", seconds: Math.round(age / 1000) };
}

function sameAge(one: number | null, other: number | null): boolean {
  return one === null || other === null ? one === other : Math.abs(one - other) < drift;
}

/** Gives a session this expiry, as an app does by setting `maxAge`. @throws TypeError for a moment, which it cannot keep. */
export function setExpiry(cookie: SessionCookie, expiry: Expiry, newAge: number | null): void {
  if (expiry.kind === "moment") throw new TypeError("express-session keeps no moment: each request renews the time.");
  const age = expiry.kind === "policy" ? newAge : expiry.kind === "seconds" ? expiry.seconds * 1000 : null;
  cookie.maxAge = age;
  cookie.originalMaxAge = age;
}

/** Milliseconds since the epoch; `undefined`: until the browser closes. */
export function endOf({ expires }: SessionCookie): number | undefined {
  if (expires === null || expires === undefined) return undefined;
  const end = (expires instanceof Date ? expires : new Date(expires)).getTime();
  return Number.isNaN(end) ? undefined : end;
}

/** The cookie of a session as it is when the session is new, before an app changes it. */
export interface NewCookie {
  readonly facts: Omit<CookieFacts, "name">;
  /** Milliseconds; `null`: until the browser closes. */
  readonly age: number | null;
}

export function newCookieOf(cookie: SessionCookie): NewCookie {
  const age = cookie.originalMaxAge ?? null;
  return {
    age,
    facts: {
      domain: cookie.domain,
      path: cookie.path ?? "/",
      secure: cookie.secure === true,
      httpOnly: cookie.httpOnly === true,
      sameSite: sameSiteOf(cookie),
      partitioned: cookie.partitioned === true,
      maxAge: age === null ? undefined : Math.round(age / 1000),
    },
  };
}

function sameSiteOf({ sameSite }: SessionCookie): "Lax" | "Strict" | "None" | undefined {
  if (sameSite === true) return "Strict";
  const named = { lax: "Lax", strict: "Strict", none: "None" } as const;
  return typeof sameSite === "string" ? named[sameSite.toLowerCase() as keyof typeof named] : undefined;
}
