/** Several selected rows: the outermost of them, and their values as one text. Pure. */

import { isWithin, type Path, pathId, pathText } from "../../../json/path.ts";
import { type TreeRow, textOf } from "../../widgets/tree-rows.ts";
import { prettyValue } from "./documents.ts";

/** The rows that are inside no other of these rows. */
export const outermostOf = (rows: readonly TreeRow[]): readonly TreeRow[] =>
  rows.filter((row) => !rows.some(({ path }) => path.length < row.path.length && isWithin(row.path, path)));

export interface Copied {
  /** JSON text. null: none of the values is known to the panel. */
  readonly text: string | null;
  readonly count: number;
}

/** One value as it is stored. Several values from one list as a list, others as a dict by name or path. */
export function copied(rows: readonly TreeRow[]): Copied {
  const known = outermostOf(rows).flatMap((row) => {
    const value = textOf(row);
    return value === null ? [] : [{ path: row.path, value, isJson: row.node !== null }];
  });
  const count = known.length;
  const [first] = known;
  if (first === undefined || count === 1) return { text: first?.value ?? null, count };
  const beside = known.every(({ path }) => parentId(path) === parentId(first.path));
  if (beside && known.every(({ path }) => typeof path.at(-1) === "number")) {
    return { text: prettyValue(`[${known.map(jsonOf).join()}]`), count };
  }
  const members = known.map((one) => {
    const name = beside ? String(one.path.at(-1)) : pathText(one.path);
    return `${JSON.stringify(name)}:${jsonOf(one)}`;
  });
  return { text: prettyValue(`{${members.join()}}`), count };
}

const jsonOf = ({ value, isJson }: { readonly value: string; readonly isJson: boolean }): string =>
  isJson ? value : JSON.stringify(value);

const parentId = (path: Path) => pathId(path.slice(0, -1));
