/** What the library's sessions and cookies say of themselves, in the words of the contract. */

import { UnsupportedError } from "../../core/errors.ts";
import type { Expiry } from "../../core/expiry.ts";
import { passportUser } from "../base/passport-user.ts";
import { factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Lines } from "../bridge.ts";
import type { MaxAge, SessionData } from "./library.ts";

/** Milliseconds: what the library takes where the app gives no `maxAge`. */
const day = 86_400_000;

/** koa-passport's. */
export const userOf = (data: Readonly<SessionData>): string | undefined => passportUser(data) ?? undefined;

export function dataOf(entries: Content["entries"]): SessionData {
  demandKeys(entries.keys());
  return Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text)]));
}

/** The members of the library's session objects. */
const members = ["isNew", "toJSON", "length", "populated", "maxAge", "externalKey", "save", "regenerate", "commit"];
const lostKeys = new Set([...members, "manuallyCommit"]);

/** @throws UnsupportedError for a key that the library does not keep. */
export function demandKeys(keys: Iterable<string>): void {
  const lost = [...keys].find((key) => key.startsWith("_") || lostKeys.has(key));
  if (lost === undefined) return;
  throw new UnsupportedError(`koa-session keeps no key named ${JSON.stringify(lost)}: it is a name of its own.`);
}

/** `policy`: the app's `maxAge`. */
export function expiryOf(maxAge: MaxAge | undefined, policy: MaxAge | undefined): Expiry {
  const age = maxAge || day;
  if (age === (policy || day)) return { kind: "policy" };
  return age === "session"
    ? { kind: "browser-close" }
    : { kind: "seconds", seconds: Math.max(1, Math.round(age / 1000)) };
}

export function maxAgeOf(expiry: Expiry, policy: MaxAge | undefined): MaxAge | undefined {
  if (expiry.kind === "seconds") return expiry.seconds * 1000;
  return expiry.kind === "browser-close" ? "session" : policy;
}

export const expiryKinds = (policy: MaxAge | undefined): readonly Expiry["kind"][] =>
  policy === "session" ? ["policy", "seconds"] : ["policy", "browser-close", "seconds"];

/** `lines`: as the library gives a browser a session. */
export function cookieFactsOf(lines: Lines, key: string, policy: MaxAge | undefined): CookieFacts {
  const written = lines.map(parseLine);
  const own = written.find(({ name }) => name === key);
  if (!own) throw new Error("it writes no cookie for this request");
  const facts = factsOf(own);
  const age = policy === "session" ? undefined : (policy || day) / 1000;
  const more = written.map(({ name }) => name).filter((name) => name !== key);
  return { ...facts, ...(age !== undefined && { age }), ...(facts.maxAge !== undefined && { maxAge: age }), more };
}
