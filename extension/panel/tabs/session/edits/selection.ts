/** Several rows of the tree at once: which of them count, and what they are as one text. Pure. */

import { isWithin, type Path, pathId, pathText } from "../../../../json/path.ts";
import { type Row, textOf } from "../../../widgets/tree-rows.ts";
import { prettyValue } from "./documents.ts";

/** Those that are in no other of them. */
export const outermostOf = (rows: readonly Row[]): readonly Row[] =>
  rows.filter((row) => !rows.some(({ path }) => path.length < row.path.length && isWithin(row.path, path)));

export interface Copied {
  /** JSON; null: none of the values is known here. */
  readonly text: string | null;
  readonly count: number;
}

/** The value of one row as it is stored; several as a list of what was in one list, else as a dict by name or path. */
export function copied(rows: readonly Row[]): Copied {
  const known = outermostOf(rows).flatMap((row) => {
    const value = textOf(row);
    return value === null ? [] : [{ path: row.path, value }];
  });
  const count = known.length;
  const [first] = known;
  if (first === undefined || count === 1) return { text: first?.value ?? null, count };
  const beside = known.every(({ path }) => parentId(path) === parentId(first.path));
  if (beside && known.every(({ path }) => typeof path.at(-1) === "number")) {
    return { text: prettyValue(`[${known.map(({ value }) => value).join()}]`), count };
  }
  const members = known.map(({ path, value }) => {
    const name = beside ? String(path.at(-1)) : pathText(path);
    return `${JSON.stringify(name)}:${value}`;
  });
  return { text: prettyValue(`{${members.join()}}`), count };
}

const parentId = (path: Path) => pathId(path.slice(0, -1));
