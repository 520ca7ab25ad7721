/** The values of sessions for every request of the app: taken quickly while the store keeps nothing but JSON. */

import { contentOf, isJson } from "./json-content.ts";
import { quickSnapshot, Snapshot } from "./snapshot.ts";
import { own } from "./texts.ts";

const nothing: ReadonlySet<string> = new Set();

/** Of a library that keeps JSON alone, or whose values are looked into each time. */
export function snapshotOf(data: Readonly<Record<string, unknown>>): Snapshot {
  return quickSnapshot(data, nothing, (value) => isJson(value)) ?? Snapshot.of(contentOf(data).entries);
}

export class QuickTexts {
  /** The store keeps more than JSON: each value is looked into. */
  thorough = false;

  of(session: Record<string, unknown>): Snapshot {
    const quick = this.thorough ? null : quickSnapshot(session, own, isPlain);
    if (quick) return quick;
    this.thorough = true;
    return Snapshot.of(contentOf(session, own).entries);
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
