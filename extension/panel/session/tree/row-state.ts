/** The state of a row, and its classes: the bar at its edge and its tint. */

import { isWithin } from "../../../json/path.ts";
import type { TreeRow } from "../../widgets/tree-rows.ts";
import { type Cell, problemShown } from "../edits/cells.ts";
import type { PendingEdit } from "../edits/pending-transitions.ts";
import type { Highlight } from "../known/highlights.ts";
import type { ShownSession } from "../shown-session.ts";

export interface RowState {
  readonly pending: PendingEdit | undefined;
  readonly cell: Cell | undefined;
  readonly highlight: Highlight | undefined;
  /** It is edited in the JSON pane. */
  readonly edited: boolean;
}

export const rowState = ({ pending, cells, highlights, documents }: ShownSession, { id }: TreeRow): RowState => ({
  pending: pending.edits.value.get(id),
  cell: cells.open.value.get(id),
  highlight: highlights.byPath.value.get(id),
  edited: documents.open.value.has(id),
});

export function classesOf(shown: ShownSession, row: TreeRow, state: RowState): string {
  const { pending, cell, highlight } = state;
  const mark = markOf(shown, row, state);
  return [
    mark !== null && `mark ${mark}`,
    highlight !== undefined && `highlight-${tintOf(highlight)} ${highlight.count % 2 === 0 ? "" : "highlight-again"}`,
    pending?.phase === "waiting" && pending.edit.kind === "remove" && "is-gone",
    cell !== undefined && problemShown(cell) !== null && "is-tall",
  ]
    .filter(Boolean)
    .join(" ");
}

const tintOf = ({ change }: Highlight) => ({ added: "add", changed: "chg", removed: "rem" })[change.kind];

/** The bar at the edge of the row; null: none. */
function markOf(shown: ShownSession, row: TreeRow, { pending, cell, highlight, edited }: RowState): string | null {
  if (cell !== undefined && problemShown(cell) !== null) return "m-err";
  if (pending !== undefined || edited || (cell !== undefined && cell.typed !== cell.from)) return "m-edit";
  if (highlight !== undefined) return { added: "m-add", changed: "m-chg", removed: "m-err" }[highlight.change.kind];
  return row.expandable && !row.expanded ? markInside(shown, row) : null;
}

/** A closed row is marked for the values in it that are not saved, or have just changed. */
function markInside({ pending, cells, documents, highlights }: ShownSession, row: TreeRow): string | null {
  const unsaved = [...pending.edits.value.values()].filter(({ edit }) => isWithin(edit.path, row.path));
  if (unsaved.some(({ phase }) => phase === "conflict")) return "m-warn";
  const open = [...cells.open.value.values(), ...documents.open.value.values()];
  if (unsaved.length > 0 || open.some(({ path }) => isWithin(path, row.path))) return "m-edit";
  return highlights.above.value.has(row.id) ? "m-chg" : null;
}
