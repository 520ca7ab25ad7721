/** Values that wait in the session for the page that takes them: by kind, in the order they were put by. */

import { type JsonValue, toText } from "./values.ts";

export type Flashes = { readonly [kind: string]: readonly JsonValue[] };

/** Where a session keeps them. */
export const flashKey = "flash";

export function withFlash(flashes: Flashes | undefined, kind: string, value: JsonValue): Flashes {
  const waiting = flashes && Object.hasOwn(flashes, kind) ? flashes[kind]! : [];
  return { ...flashes, [kind]: [...waiting, value] };
}

/** What others have put by behind `taken`; `undefined`: nothing. */
export function withoutTaken(flashes: Flashes | undefined, taken: Flashes): Flashes | undefined {
  const left: [string, readonly JsonValue[]][] = [];
  for (const [kind, values] of Object.entries(flashes ?? {})) {
    const seen = Object.hasOwn(taken, kind) ? taken[kind]! : [];
    const fresh = values.findIndex((value, at) => at >= seen.length || toText(kind, value) !== toText(kind, seen[at]));
    if (fresh !== -1) left.push([kind, values.slice(fresh)]);
  }
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
