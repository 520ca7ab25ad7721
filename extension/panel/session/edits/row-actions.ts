/** What is done to rows of the tree: edit, rename, add, duplicate, copy, delete. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { redactedMark } from "sessionscope/protocol";
import type { ValueEdit } from "../../../json/edit.ts";
import type { JsonNode } from "../../../json/node.ts";
import { type Path, pathId, pathText } from "../../../json/path.ts";
import { copyText } from "../../copy.ts";
import { CallFailed } from "../../server/client.ts";
import type { Panel, Visit } from "../../state.ts";
import { count } from "../../widgets/format.ts";
import { type Root, type TreeRow, textOf } from "../../widgets/tree-rows.ts";
import type { TreeState } from "../../widgets/tree-state.ts";
import type { Reader } from "../known/reader.ts";
import type { SessionSource } from "../session-source.ts";
import type { AddForm } from "./add-form.ts";
import type { Cells } from "./cells.ts";
import type { EditWords } from "./edit-words.ts";
import { freeName, nameRules } from "./names.ts";
import type { Overlay } from "./overlay.ts";
import type { Pending } from "./pending-edits.ts";
import { SaveProblem } from "./save-result.ts";
import type { Saver } from "./saver.ts";
import { copied, outermostOf } from "./selection.ts";
import { editOf } from "./typed-edits.ts";

export interface RowActions {
  /** Why no key can be added; null: one can. */
  readonly whyNoKey: ReadonlySignal<string | null>;
  /** May its value be changed? */
  editable(row: TreeRow): boolean;
  /** May it be removed? Not while the filter hides something in it. */
  removable(row: TreeRow): boolean;
  /** May it have another name? Places in lists have none. */
  nameable(row: TreeRow): boolean;
  /** Opens the cell. @returns false if the value is too long for a cell: it is edited in the detail pane. */
  edit(row: TreeRow): Promise<boolean>;
  rename(row: TreeRow): Promise<void>;
  /** Opens the form, to add into the row if it is an open list or dict, else beside it. Without a row, into the session. */
  add(row: TreeRow | null): void;
  duplicate(row: TreeRow): Promise<void>;
  /** Copies the value of the row, or all selected values if it is one of them. */
  copy(row: TreeRow): Promise<void>;
  /** Deletes the selected rows. */
  remove(): Promise<void>;
  /** Puts JSON text in the place of a value. */
  put(path: Path, to: string): Promise<void>;
}

const holdsHidden = ({ text }: Root, { start, end }: JsonNode) => text.slice(start, end).includes(redactedMark);

/** UTF-16 units of JSON text that fit into a cell. */
const longestInCell = 200;

export interface RowActionParts {
  readonly panel: Panel;
  readonly source: SessionSource;
  readonly reader: Reader;
  readonly editWords: EditWords;
  readonly pending: Pending;
  readonly saver: Saver;
  readonly overlay: Overlay;
  readonly cells: Cells;
  readonly tree: TreeState;
  readonly addForm: AddForm;
}

export function createRowActions(parts: RowActionParts): RowActions {
  const { panel, source, pending, overlay, cells, tree, addForm } = parts;
  const seenAt = (path: Path) => overlay.expected(String(path[0]));
  /** Nothing in it is hidden, or the server takes edits beside what is. */
  const isOpen = ({ root, path, node }: TreeRow) => {
    if (root.state !== "locked") return true;
    return (
      path.length > 1 && node !== null && panel.hello.peek()?.editsBesideHidden === true && !holdsHidden(root, node)
    );
  };
  /** A list with something hidden in it, whose length stays. */
  const isInFixedList = ({ root, path }: TreeRow) => {
    const parent = root.state === "locked" ? overlay.nodeAt(path.slice(0, -1)) : null;
    return parent?.kind === "list" && holdsHidden(root, parent);
  };
  const editable = (row: TreeRow) => isOpen(row) && isFree(row);
  const isFree = ({ id, root, ghost, rest }: TreeRow) =>
    source.readOnly.value === null &&
    rest === null &&
    !root.readOnly &&
    !ghost &&
    pending.edits.peek().get(id)?.phase !== "conflict";
  const removable = (row: TreeRow) => editable(row) && !row.partial && !isInFixedList(row);
  const nameable = (row: TreeRow) => editable(row) && typeof row.path.at(-1) === "string";

  const whyNoKey = computed(() =>
    source.create !== null && parts.reader.reading.value !== null && parts.reader.session.value === null
      ? source.create.whyNot.value
      : source.readOnly.value,
  );

  return {
    whyNoKey,
    editable,
    removable,
    nameable,
    async edit(row) {
      if (!editable(row) || !(await loadWhole(parts, [row.path], panel.visit.peek()))) return true;
      const now = tree.rows.peek().find(({ id }) => id === row.id);
      const from = now === undefined ? null : textOf(now);
      if (now === undefined || from === null) return true;
      if (from.length > longestInCell) return false;
      cells.begin({ path: now.path, what: "value", from, seen: seenAt(now.path) });
      return true;
    },
    async rename(row) {
      if (!nameable(row) || !(await loadWhole(parts, [row.path], panel.visit.peek()))) return;
      cells.begin({ path: row.path, what: "name", from: String(row.path.at(-1)), seen: seenAt(row.path) });
    },
    add(row) {
      if (whyNoKey.peek() !== null) return;
      const inside = row !== null && (row.expanded || (row.count === 0 && row.level > 1));
      const fixed = row !== null && !inside && isInFixedList(row);
      const into =
        row === null || row.ghost || fixed || !editable(row) ? [] : inside ? row.path : row.path.slice(0, -1);
      addForm.open(into, into.length === 0 || overlay.nodeAt(into)?.kind !== "list");
    },
    async duplicate(row) {
      const at = panel.visit.peek();
      if (!editable(row) || isInFixedList(row) || !(await loadWhole(parts, [row.path], at))) return;
      const to = overlay.textAt(row.path);
      if (to === null) return;
      const step = row.path.at(-1)!;
      const name = typeof step === "number" ? step + 1 : freeName(step, nameRules(panel, overlay, row.path));
      const path = [...row.path.slice(0, -1), name];
      const place = typeof name === "number" ? name : null;
      await saveAndTell(parts, [{ kind: "insert", path, seen: seenAt(path), to, at: place }], at);
      tree.reveal(path);
    },
    copy: (row) => copyRows(parts, row),
    async remove() {
      const at = panel.visit.peek();
      const current = tree.current.peek();
      if (tree.selected.peek().size === 0 && current?.partial) {
        panel.undo.tell(panel.text("sessionHoldsHidden", pathText(current.path)), true);
        return;
      }
      const selected = tree.rows.peek().filter((row) => tree.selected.peek().has(row.id) && removable(row));
      const paths = outermostOf(selected).map(({ path }) => path);
      if (!(await loadWhole(parts, paths, at))) return;
      const unsent = paths.filter((path) => pending.waitingAt(pathId(path))?.kind === "insert");
      for (const path of unsent) pending.discard(pathId(path));
      const edits = paths
        .filter((path) => !unsent.includes(path))
        .map((path): ValueEdit => ({ kind: "remove", path, seen: seenAt(path) }));
      await saveAndTell(parts, edits, at);
    },
    async put(path, to) {
      const root = overlay.roots.peek().find(({ key }) => key === path[0]);
      if (source.readOnly.peek() !== null || root?.readOnly) return;
      const at = panel.visit.peek();
      if (!(await loadWhole(parts, [path], at))) return;
      await saveAndTell(parts, [editOf(parts, path, to, seenAt(path))], at);
    },
  };
}

/** Loads values whole that are cut short, because an edit says what its author saw. @returns false if that failed; the user is told. */
async function loadWhole(
  { panel, reader, editWords }: RowActionParts,
  paths: readonly Path[],
  at: Visit,
): Promise<boolean> {
  try {
    for (const path of paths) await reader.whole(String(path[0]), at);
    return !at.over.aborted;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    panel.undo.tell(editWords.failure(error), true);
    return false;
  }
}

async function saveAndTell({ panel, saver }: RowActionParts, edits: readonly ValueEdit[], at: Visit): Promise<void> {
  const saved = await saver.save(edits, at);
  if (saved instanceof SaveProblem) panel.undo.tell(saved.sentence, true);
}

async function copyRows(parts: RowActionParts, row: TreeRow): Promise<void> {
  const { panel, tree } = parts;
  const selected = tree.selected.peek();
  const isMeant = ({ id }: TreeRow) => (selected.has(row.id) ? selected.has(id) : id === row.id);
  const meant = () => tree.rows.peek().filter(isMeant);
  const paths = meant().map(({ path }) => path);
  if (!(await loadWhole(parts, paths, panel.visit.peek()))) return;
  const { text: json, count: number } = copied(meant());
  if (json === null) panel.undo.tell(panel.text("copiedNone"), true);
  else await copyText(panel, json, number === 1 ? undefined : panel.text("copiedMany", count(number)));
}
