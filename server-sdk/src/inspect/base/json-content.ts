/** The values of a session as JSON texts. What JSON cannot carry there and back is told in words, and is only for reading. */

import { inspect as readable } from "node:util";

export interface JsonContent {
  /** Key → JSON text; of what is no JSON, its words as a JSON string. */
  readonly entries: ReadonlyMap<string, string>;
  readonly readOnly: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** `own`: keys that are no entries. Neither is what has no place in JSON: `undefined`, functions, symbols. */
export function contentOf(data: Readonly<Record<string, unknown>>, own = nothing): JsonContent {
  const entries = new Map<string, string>();
  const readOnly = new Set<string>();
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (own.has(key) || value === undefined || typeof value === "function" || typeof value === "symbol") continue;
    const isKept = isJson(value);
    if (!isKept) readOnly.add(key);
    entries.set(key, JSON.stringify(isKept ? value : inWords(value)));
  }
  return { entries, readOnly };
}

/** `Map(1) { 'a' => 1 }` */
function inWords(value: unknown): string {
  try {
    return readable(value, { depth: 4, maxArrayLength: 100, maxStringLength: 1000, breakLength: Infinity });
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Levels beyond which a value is told in words; one may hold itself. */
const deepest = 200;

/** Whether JSON carries it there and back, but for parts that are `undefined`: a session of a request under way may have such. */
export function isJson(value: unknown, levels = deepest): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || levels === 0 || "toJSON" in value) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) ? prototype !== Array.prototype : prototype !== Object.prototype && prototype !== null)
    return false;
  return Object.values(value).every((part) => part === undefined || isJson(part, levels - 1));
}
