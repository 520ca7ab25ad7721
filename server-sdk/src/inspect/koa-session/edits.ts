/** What panels change while requests are under way, and how it gets into what such a request saves. */

import type { Content } from "../bridge.ts";
import type { MaxAge, SessionData } from "./library.ts";

type Entries = Content["entries"];

export interface Edit {
  readonly before: Entries;
  readonly after: Entries;
  /** Another age; `null`: the same. */
  readonly move: { readonly from: MaxAge | undefined; readonly to: MaxAge | undefined } | null;
}

export function changedKeys(before: Entries, after: Entries): readonly string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key));
}

/** `undefined`: the key goes. */
export function setText(data: SessionData, key: string, text: string | undefined): void {
  if (text === undefined) delete data[key];
  else data[key] = JSON.parse(text);
}

/**
 * Gives `data`, which a request is about to save, the edits since it has loaded `base`. A key that the request has changed
 * itself stays its own. `own`: the texts of `data`. @returns what is stored before the save, as far as the request knows.
 */
export function applyEdits(edits: readonly Edit[], base: Entries, own: Entries, data: SessionData): Entries {
  const stored = new Map(base);
  for (const { before, after } of edits) {
    for (const key of changedKeys(before, after)) {
      if (stored.get(key) !== before.get(key)) continue;
      const text = after.get(key);
      if (text === undefined) stored.delete(key);
      else stored.set(key, text);
      if (own.get(key) === base.get(key)) setText(data, key, text);
    }
  }
  return stored;
}
