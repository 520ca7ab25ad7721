/** The values of a session that its library keeps as they are: as JSON texts, and which of them are only for reading. */

import { isDeepStrictEqual } from "node:util";
import type { Held } from "../bridge.ts";

export function contentOf(data: Readonly<Record<string, unknown>>): Pick<Held<unknown>, "entries" | "readOnly"> {
  const entries = new Map<string, string>();
  const readOnly = new Set<string>();
  for (const [key, value] of Object.entries(data)) {
    const text = textOf(value);
    if (text === undefined || !isDeepStrictEqual(JSON.parse(text), value)) readOnly.add(key);
    entries.set(key, text ?? JSON.stringify(String(value)));
  }
  return { entries, readOnly };
}

/** `undefined`: it has no JSON. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
