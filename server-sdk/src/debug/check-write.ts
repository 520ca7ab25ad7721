/** Checks the values that a command is to write. */

import { toText } from "../core/values.ts";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import type { NamedSession } from "./session-access.ts";
import { unmask } from "./unmask.ts";

/** The texts as the app would have stored them. @throws NotSerializableError for a value that a session cannot hold. */
export function textsFrom(texts: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(texts).map(([key, text]) => [key, toText(key, JSON.parse(text))]));
}

/** What a panel would write, and the texts that it has seen. */
interface Edit {
  readonly set: ReadonlyMap<string, string>;
  readonly delete: ReadonlySet<string>;
  readonly expect: ReadonlyMap<string, string | null>;
}

/**
 * The edit in the words of the store: what is hidden beside an edited place is put back where the panel was shown a mark.
 * @throws CommandError with the keys that are hidden, would be hidden, or were not shown like that.
 */
export function demandEdit(asked: Edit, stored: ReadonlyMap<string, string>, context: CommandContext): Edit {
  const { redaction } = context;
  const beside = new Map<string, { readonly seen: string; readonly is: string; readonly to: string }>();
  for (const [key, sent] of asked.set) {
    const is = stored.get(key);
    const to = is === undefined ? null : unmask(key, is, sent, redaction);
    if (to !== null) beside.set(key, { seen: redaction.mask(key, is!)!, is: is!, to });
  }
  // A caller must not guess hidden values by `expect` either.
  const others = [...asked.expect.keys(), ...asked.set.keys(), ...asked.delete].filter((key) => !beside.has(key));
  demandVisible(others, asked.set, stored, context);
  const differing = [...beside].filter(([key, { seen }]) => asked.expect.get(key) !== seen).map(([key]) => key);
  if (differing.length > 0) {
    throw new CommandError("conflict", "These keys have other values now.", { keys: differing });
  }
  const [texts, seen] = [
    [...beside].map(([key, { to }]) => [key, to] as const),
    [...beside].map(([key, { is }]) => [key, is] as const),
  ];
  return { ...asked, set: new Map([...asked.set, ...texts]), expect: new Map([...asked.expect, ...seen]) };
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
