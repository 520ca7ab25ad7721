/** The texts of sessions for every request of the app: made quickly while the store keeps nothing but JSON. */

import { own, textsOf } from "../base/texts.ts";
import type { LibrarySession } from "./library.ts";

export class QuickTexts {
  /** The store keeps more than JSON: each value is looked into. */
  thorough = false;

  of(session: LibrarySession): Map<string, string> {
    if (this.thorough) return textsOf(session);
    const texts = new Map<string, string>();
    for (const key in session) {
      if (own.has(key) || !Object.hasOwn(session, key)) continue;
      const value = session[key];
      if (!isPlain(value)) {
        this.thorough = true;
        return textsOf(session);
      }
      const text = JSON.stringify(value);
      if (text !== undefined) texts.set(key, text);
    }
    return texts;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
