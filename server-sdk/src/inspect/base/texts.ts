/** The values of a session as JSON texts, and back. */

import { inspect as readable } from "node:util";

/** A session, or what a store has of it. */
type Values = Record<string, unknown>;

/** What the library, or a store of it, keeps in a session for itself. */
export const own: ReadonlySet<string> = new Set(["cookie", "__lastAccess"]);

export function keysOf(session: Values): readonly string[] {
  return Object.keys(session).filter((key) => !own.has(key));
}

/** Key → JSON text. Values that are left out of JSON are left out here. */
export function textsOf(session: Values): Map<string, string> {
  const texts = new Map<string, string>();
  for (const key in session) {
    if (own.has(key) || !Object.hasOwn(session, key)) continue;
    const text = textOf(session[key]);
    if (text !== undefined) texts.set(key, text);
  }
  return texts;
}

/** Some stores keep what is no JSON. Such a value is told in words, as a JSON string. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) {
    return typeof value === "bigint" ? JSON.stringify(`${value}n`) : JSON.stringify(value);
  }
  try {
    return isJson(value, new Set()) ? JSON.stringify(value) : told(value);
  } catch {
    return told(value);
  }
}

const told = (value: unknown): string =>
  JSON.stringify(readable(value, { depth: 4, maxArrayLength: 100, maxStringLength: 1000, breakLength: Infinity }));

/** The keys whose values JSON cannot carry there and back: they are shown, and not written. */
export function readOnlyKeys(session: Values): ReadonlySet<string> {
  return new Set(keysOf(session).filter((key) => session[key] !== undefined && !isJson(session[key], new Set())));
}

function isJson(value: unknown, above: Set<unknown>): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.has(value) || "toJSON" in value) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  above.add(value);
  for (const part of Object.values(value)) if (part !== undefined && !isJson(part, above)) return false;
  above.delete(value);
  return true;
}

/** Gives the session the texts that differ from those it `had`; all its other values stay the objects that they are. */
export function applyTexts(session: Values, had: ReadonlyMap<string, string>, next: ReadonlyMap<string, string>): void {
  for (const key of had.keys()) if (!next.has(key)) delete session[key];
  for (const [key, text] of next) {
    if (had.get(key) !== text && !own.has(key)) define(session, key, JSON.parse(text));
  }
}

/** Not by assignment: `__proto__` is a key like any other. */
function define(session: Values, key: string, value: unknown): void {
  Object.defineProperty(session, key, { value, writable: true, enumerable: true, configurable: true });
}

export function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, text] of one) if (other.get(key) !== text) return false;
  return true;
}

/** The length of all texts together. */
export function unitsOf(texts: ReadonlyMap<string, string>): number {
  let units = 0;
  for (const text of texts.values()) units += text.length;
  return units;
}
