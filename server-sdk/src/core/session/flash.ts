/** Flash messages: values that wait in the session for the page that takes them, by kind and in order. */

import type { JsonValue } from "../values.ts";
import { assign, read, remove } from "./entry-access.ts";
import type { OpenSession } from "./open-session.ts";

export type Flashes = { readonly [kind: string]: readonly JsonValue[] };

/** Where a session keeps them. */
export const flashKey = "flash";

export function withFlash(flashes: Flashes | undefined, kind: string, value: JsonValue): Flashes {
  return { ...flashes, [kind]: [...valuesOf(flashes, kind), value] };
}

/** Takes what waits, of one kind or of all. At commit the same values are removed from what other requests have stored meanwhile. */
export function takeFlashes(open: OpenSession, kind: string | undefined): Flashes {
  const waiting = read(open, flashKey).get(flashKey) as Flashes | undefined;
  const taken = kind === undefined ? { ...waiting } : ofKind(waiting, kind);
  if (Object.keys(taken).length === 0) return taken;
  const seen = structuredClone(taken);
  const take = (flashes: unknown) => withoutTaken(flashes as Flashes | undefined, seen);
  const left = take(waiting);
  if (left === undefined) remove(open, flashKey, take);
  else assign(open, flashKey, left, take);
  return taken;
}

export function valuesOf(flashes: Flashes | undefined, kind: string): readonly JsonValue[] {
  return flashes && Object.hasOwn(flashes, kind) ? flashes[kind]! : [];
}

function ofKind(flashes: Flashes | undefined, kind: string): Flashes {
  const values = valuesOf(flashes, kind);
  return values.length === 0 ? {} : { [kind]: values };
}

/** What is left when each of these values is taken away once; `undefined`: nothing. */
function withoutTaken(flashes: Flashes | undefined, taken: Flashes): Flashes | undefined {
  const left: [string, readonly JsonValue[]][] = [];
  for (const [kind, values] of Object.entries(flashes ?? {})) {
    const gone = valuesOf(taken, kind).map((value) => JSON.stringify(value));
    const rest = values.filter((value) => {
      const at = gone.indexOf(JSON.stringify(value));
      if (at !== -1) gone.splice(at, 1);
      return at === -1;
    });
    if (rest.length > 0) left.push([kind, rest]);
  }
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
