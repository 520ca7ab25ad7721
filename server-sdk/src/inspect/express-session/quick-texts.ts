/** The values of sessions for every request of the app: taken quickly while the store keeps nothing but JSON. */

import { contentOf } from "../base/json-content.ts";
import { quickSnapshot, Snapshot } from "../base/snapshot.ts";
import { own } from "../base/texts.ts";
import type { LibrarySession } from "./library.ts";

export class QuickTexts {
  /** The store keeps more than JSON: each value is looked into. */
  thorough = false;

  of(session: LibrarySession): Snapshot {
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
