/** The whole dictionary as one JSON text, and what an edit of that text does to its keys. Pure. */

import { editsBetween, type ValueEdit } from "../../../json/edit.ts";
import type { JsonDict } from "../../../json/node.ts";
import { parseStored } from "../../../json/parse.ts";
import { compact } from "../../../json/print.ts";
import type { Text } from "../../widgets/text.ts";
import { nodeOf, type Root } from "../../widgets/tree-rows.ts";
import { type Checked, checkName, checkValue } from "./checks.ts";

export interface AllKeys {
  /** JSON of a dict. */
  readonly text: string;
  /** Keys whose values are not whole yet. */
  readonly cut: readonly string[];
  /** How many keys are left out: hidden by the server, read only, or their value is no JSON. */
  readonly leftOut: number;
}

export function allKeys(roots: readonly Root[]): AllKeys {
  const cut = roots.filter(({ state, readOnly }) => state === "cut" && !readOnly).map(({ key }) => key);
  const told = roots.filter((root) => root.state === "whole" && !root.readOnly && nodeOf(root) !== null);
  return {
    text: dictOf(told.map(({ key, text }) => [key, text])),
    cut,
    leftOut: roots.length - told.length - cut.length,
  };
}

/** @param entries keys and their JSON texts. */
export const dictOf = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`;

/** @param roots every key, including those left out: their names are taken. */
export function checkAll(
  typed: string,
  from: string,
  roots: readonly Root[],
  members: readonly string[],
  text: Text,
): Checked {
  const checked = checkValue(typed, text, { from });
  if (!checked.ok) return checked;
  const dict = dictIn(checked.to);
  if (dict === null) return { ok: false, sentence: text("allNoDict"), at: 0 };
  const before = dictIn(from);
  const added = [...dict.members.keys()].filter((name) => !before?.members.has(name));
  const taken = (name: string) => roots.some(({ key }) => key === name);
  const problems = added.map((name) => checkName(name, { taken, members }, text));
  const problem = problems.find((sentence) => sentence !== null);
  return problem === undefined ? checked : { ok: false, sentence: problem, at: null };
}

/** The edits that make one dict of another. A value that means the same keeps its text. */
export function editsOfAll(before: string, after: string): ValueEdit[] {
  const [was, is] = [textsIn(before), textsIn(after)];
  const removed = [...was].filter(([key]) => !is.has(key));
  const others = [...is].flatMap(([key, to]): ValueEdit[] => {
    const seen = was.get(key);
    if (seen === undefined) return [{ kind: "insert", path: [key], seen: null, to, at: null }];
    return tight(seen) === tight(to) ? [] : editsBetween(seen, to, [key], seen);
  });
  return [...removed.map(([key, seen]): ValueEdit => ({ kind: "remove", path: [key], seen })), ...others];
}

function dictIn(text: string): JsonDict | null {
  const parsed = parseStored(text);
  return parsed.ok && parsed.node.kind === "dict" ? parsed.node : null;
}

const textsIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...(dictIn(text)?.members ?? [])].map(([name, { value }]) => [name, text.slice(value.start, value.end)]));

function tight(text: string): string {
  const parsed = parseStored(text);
  return parsed.ok ? compact(text, parsed.node) : text;
}
