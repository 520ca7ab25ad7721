/** What the library's sessions and cookies say of themselves, in the words of the contract. */

import { inspect as readable } from "node:util";
import { UnsupportedError } from "../../core/errors.ts";
import type { Expiry } from "../../core/expiry.ts";
import { passportUser } from "../base/passport-user.ts";
import { factsOf, parseLine } from "../base/set-cookie-lines.ts";
import { quickSnapshot, Snapshot } from "../base/snapshot.ts";
import type { Content, CookieFacts, Lines } from "../bridge.ts";
import type { MaxAge, SessionData } from "./library.ts";

/** Milliseconds: what the library takes where the app gives no `maxAge`. */
const day = 86_400_000;

export interface Texts {
  readonly entries: Content["entries"];
  readonly readOnly: ReadonlySet<string>;
}

/** koa-passport's. */
export const userOf = (data: Readonly<SessionData>): string | undefined => passportUser(data) ?? undefined;

/** `data`: without what the library keeps in it for itself. What is no JSON is told in words. */
export function textsOf(data: Readonly<SessionData>): Texts {
  const entries = new Map<string, string>();
  const readOnly = new Set<string>();
  for (const [key, value] of Object.entries(data)) {
    const text = jsonOf(value);
    if (text !== undefined) entries.set(key, text);
    else if (value !== undefined) {
      entries.set(key, JSON.stringify(readable(value, { depth: 4, maxStringLength: 1000, breakLength: Infinity })));
      readOnly.add(key);
    }
  }
  return { entries, readOnly };
}

const nothing: ReadonlySet<string> = new Set();

/** The same texts, made when somebody asks: for the app's requests. */
export function snapshotOf(data: Readonly<SessionData>): Snapshot {
  return quickSnapshot(data, nothing, (value) => isJson(value)) ?? Snapshot.of(textsOf(data).entries);
}

/** `undefined`: JSON cannot carry it there and back. */
function jsonOf(value: unknown): string | undefined {
  return isJson(value) ? JSON.stringify(value) : undefined;
}

/** Levels beyond which a value is told in words; one may hold itself. */
const deepest = 200;

/** Whether JSON carries it there and back as it is: -0, holes and what is `undefined` come back as something else. */
function isJson(value: unknown, levels = deepest): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== "object" || levels === 0 || "toJSON" in value) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const parts: readonly unknown[] = Object.values(value);
  if (
    Array.isArray(value)
      ? prototype !== Array.prototype || parts.length !== value.length
      : prototype !== Object.prototype
  )
    return false;
  return parts.every((part) => isJson(part, levels - 1));
}

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
