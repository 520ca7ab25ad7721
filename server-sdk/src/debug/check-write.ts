/** Checks the values that a command is to write. */

import { toText } from "../core/values.ts";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import type { NamedSession } from "./session-access.ts";

/** The texts as the app would have stored them. @throws NotSerializableError for a value that a session cannot hold. */
export function textsFrom(texts: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(texts).map(([key, text]) => [key, toText(key, JSON.parse(text))]));
}

/** @throws CommandError with the keys that are hidden, or would be hidden once they are written. */
export function demandVisible(
  keys: readonly string[],
  set: ReadonlyMap<string, string>,
  stored: ReadonlyMap<string, string>,
  { redaction }: CommandContext,
): void {
  const hidden = (key: string) =>
    [set.get(key), stored.get(key) ?? "null"].some((text) => text !== undefined && redaction.hides(key, text));
  const refused = [...new Set(keys)].filter(hidden);
  if (refused.length > 0) {
    throw new CommandError("redacted", "The server hides these keys, or something in them (debug.redact).", {
      keys: refused,
    });
  }
}

/** @throws CommandError with the keys that the library of the session lets nobody write. */
export function demandWritable(
  keys: readonly string[],
  { stored: { readOnly } }: NamedSession,
  { store }: CommandContext,
): void {
  const refused = readOnly ? [...new Set(keys)].filter((key) => readOnly.has(key)) : [];
  if (refused.length === 0) return;
  throw new CommandError("unsupported", `${store.name} keeps these keys in a way that cannot be written here.`, {
    keys: refused,
  });
}
