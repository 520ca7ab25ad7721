/** Checks what is typed before anything is sent: values, and names of keys. Pure. */

import type { JsonProblem } from "../../../json/node.ts";
import { isBareText, parseTyped } from "../../../json/parse.ts";
import { compact } from "../../../json/print.ts";
import type { Text } from "../../widgets/text.ts";

export type Checked = Accepted | NotAccepted;

export interface Accepted {
  readonly ok: true;
  /** JSON text, compact; made when it is asked for. */
  readonly to: string;
  readonly asString: boolean;
}

export interface NotAccepted {
  readonly ok: false;
  readonly sentence: string;
  /** Where the problem begins; null: not in the text. */
  readonly at: number | null;
}

/**
 * @param bare takes text without quotes for a string; the field says so.
 * @param from the text before: numbers in it may stay, however long.
 */
export function checkValue(typed: string, text: Text, { bare = false, from = "" } = {}): Checked {
  const parsed = parseTyped(typed, from);
  if (parsed.ok) {
    const { node } = parsed;
    return {
      ok: true,
      get to() {
        return compact(typed, node);
      },
      asString: false,
    };
  }
  if (bare && isBareText(typed)) return { ok: true, to: quoted(typed), asString: true };
  return { ok: false, sentence: problemSentence(parsed.problem, typed, text), at: parsed.problem.at };
}

/** The text itself as a JSON string. */
export const quoted = (typed: string): string => JSON.stringify(typed);

const ids = {
  empty: "jsonEmpty",
  end: "jsonEnd",
  unexpected: "jsonUnexpected",
  "trailing-comma": "jsonTrailingComma",
  number: "jsonNumber",
  "too-great": "jsonTooGreat",
  imprecise: "jsonImprecise",
  control: "jsonControl",
  escape: "jsonEscape",
  twice: "jsonTwice",
  "too-deep": "jsonTooDeep",
  "too-many": "jsonTooMany",
} as const satisfies Record<JsonProblem["reason"], string>;

/** Position and reason; in a text of several lines, line and column. */
export function problemSentence({ reason, at, found }: JsonProblem, typed: string, text: Text): string {
  const before = typed.slice(0, at).split("\n");
  const where = typed.includes("\n")
    ? text("jsonLine", `${before.length}`, `${before.at(-1)!.length + 1}`)
    : text("jsonPosition", `${at + 1}`);
  return text(ids[reason], where, found);
}

export interface NameRules {
  /** Names that are taken. */
  readonly taken: (name: string) => boolean;
  /** Methods of the session, which hide keys of the same name. null: the name is not one of a key of the session. */
  readonly members: readonly string[] | null;
}

/** Why a name is not accepted, as a sentence. null: it is. */
export function checkName(name: string, { taken, members }: NameRules, text: Text): string | null {
  if (name === "" && members !== null) return text("sessionNameEmpty");
  if (taken(name)) return text("sessionNameTaken", name);
  return members?.includes(name) ? text("sessionNameMethod", name) : null;
}
