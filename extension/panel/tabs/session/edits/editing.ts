/** What is done to rows of the tree: edit, rename, add, duplicate, delete. */

import { type Edit, editsBetween, rawAt } from "../../../../json/edit.ts";
import { parseStored } from "../../../../json/parse.ts";
import { isWithin, nodeAt, type Path, pathId, pathText } from "../../../../json/path.ts";
import { canonical } from "../../../../json/print.ts";
import { copyText } from "../../../copy.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import { count } from "../../../widgets/format.ts";
import { nodeOf, type Row, textOf } from "../../../widgets/tree-rows.ts";
import type { TreeState } from "../../../widgets/tree-state.ts";
import type { Reader } from "../known/reader.ts";
import type { Words } from "../known/words.ts";
import type { Endings } from "../whole/commands.ts";
import { type Adding, createAdding } from "./add-form.ts";
import { checkAll, editsOfAll } from "./all-keys.ts";
import { createDesk, type Desk, type Typings } from "./cells.ts";
import { checkValue, type NameRules } from "./checks.ts";
import { createDocuments, type Documents, type OpenDocuments } from "./documents.ts";
import { Complaint, type Saved, type Saver } from "./saver.ts";
import { copied, outermostOf } from "./selection.ts";
import type { Shown } from "./shown.ts";

export interface Editing {
  readonly desk: Desk;
  readonly documents: Documents;
  readonly adding: Adding;
  /** May its value be changed? */
  editable(row: Row): boolean;
  /** May it be removed? Not with what the filter hides in it. */
  removable(row: Row): boolean;
  /** May it have another name? Places in lists have none. */
  nameable(row: Row): boolean;
  /** Opens the cell; false when the value is too long for one: the detail pane is the place. */
  edit(row: Row): Promise<boolean>;
  rename(row: Row): Promise<void>;
  /** Opens the form: into a list or dict that is open, else beside the row; without one, into the session. */
  add(row: Row | null): void;
  duplicate(row: Row): Promise<void>;
  /** Copies the value of the row; where it is selected with others, all of theirs as one JSON text. */
  copy(row: Row): Promise<void>;
  /** Deletes the selected rows. */
  remove(): Promise<void>;
  /** Puts JSON text in the place of a value. */
  put(path: Path, to: string): Promise<void>;
  forget(): void;
}

/** UTF-16 units of JSON text that fit into a cell. */
const longestInCell = 200;

export interface EditingParts {
  readonly typings: Typings;
  readonly open: OpenDocuments;
  readonly panel: Panel;
  readonly reader: Reader;
  readonly saver: Saver;
  readonly shown: Shown;
  readonly tree: TreeState;
  readonly endings: Endings;
  readonly words: Words;
}

export function createEditing(parts: EditingParts, end: AbortSignal): Editing {
  const { typings, open, panel, reader, saver, shown, tree, endings, words } = parts;
  const { text } = panel;
  const tell = (saved: Saved) => {
    if (saved instanceof Complaint) panel.history.tell(saved.sentence, true);
  };
  const serverText = (path: Path) => shown.expected(String(path[0]));
  const waitingAt = (path: Path) => {
    const found = saver.pending.peek().get(pathId(path));
    return found?.phase === "waiting" ? found.edit : null;
  };
  const insideWaiting = (path: Path) =>
    [...saver.pending.peek().values()].some(
      ({ edit, phase }) => phase === "waiting" && edit.path.length < path.length && isWithin(path, edit.path),
    );

  /** The edit that puts `typed` in the place of what its author saw there. */
  const editFor = (path: Path, typed: string, seen: string | null): Edit => {
    const to = asStored(typed);
    const waits = waitingAt(path);
    if (waits?.kind === "insert" || waits?.kind === "replace") return { ...waits, to };
    if (rawAt(seen, path) !== null || insideWaiting(path)) return { kind: "replace", path, seen, to };
    return { kind: "insert", path, seen, to, at: null };
  };
  const nameRules = (path: Path): NameRules => {
    const members = path.length === 1 ? (panel.hello.peek()?.members ?? []) : null;
    const taken = (name: string) =>
      path.length === 1
        ? shown.roots.peek().some(({ key }) => key === name)
        : shown.at([...path.slice(0, -1), name]) !== null;
    return { members, taken };
  };
  /** Loads whole what is cut short, so that an edit can say what it saw. False: that failed, and was told. */
  const load = async (paths: readonly Path[], at: Visit): Promise<boolean> => {
    try {
      for (const path of paths) await reader.whole(String(path[0]), at);
      return !at.over.aborted;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      panel.history.tell(words.failure(error), true);
      return false;
    }
  };
  const find = ({ id }: Row) => tree.rows.peek().find((row) => row.id === id);

  const desk = createDesk(
    typings,
    {
      text,
      nameRules,
      announce: (sentence) => panel.announce(sentence, "assertive"),
      async save({ path, what, seen }, to) {
        const at = panel.visit.peek();
        if (what === "value") return saver.save([editFor(path, to, seen)], at);
        const goal = [...path.slice(0, -1), to];
        tree.moved(path, goal);
        const saved = await saver.save([{ kind: "rename", path, seen, to }], at);
        if (saved instanceof Complaint) tree.moved(goal, path);
        return saved;
      },
    },
    end,
  );
  const documents = createDocuments(open, {
    announce: (sentence) => panel.announce(sentence, "assertive"),
    check: (path, typed, from) =>
      path.length === 0
        ? checkAll(typed, from, shown.roots.peek(), panel.hello.peek()?.members ?? [], text)
        : checkValue(typed, text, { from }),
    save({ path, seen }, to) {
      if (path.length === 0) return saver.save(editsOfAll(seen ?? "{}", to).map(stored), panel.visit.peek());
      const before = rawAt(seen, path);
      if (before === null || seen === null) return saver.save([editFor(path, to, seen)], panel.visit.peek());
      return saver.save(editsBetween(before, to, path, seen).map(stored), panel.visit.peek());
    },
  });
  const adding = createAdding({
    text,
    nameRules,
    async save(path, named, to) {
      if (reader.session.peek() === null && panel.live.peek()) {
        const fault = await endings.create(
          { [String(path[0])]: asStored(to) },
          text("sessionAddedNew", String(path[0])),
        );
        return fault === null ? "saved" : new Complaint(fault);
      }
      const goal = named ? path : [...path, placesIn(path)];
      const edit: Edit = { kind: "insert", path: goal, seen: serverText(goal), to: asStored(to), at: null };
      const saved = await saver.save([edit], panel.visit.peek());
      if (!(saved instanceof Complaint)) tree.reveal(goal);
      return saved;
    },
  });
  const placesIn = (path: Path): number => {
    const root = shown.roots.peek().find(({ key }) => key === path[0]);
    const node = root === undefined ? null : nodeOf(root);
    const holder = node === null ? undefined : nodeAt(node, path.slice(1));
    return holder?.kind === "list" || holder?.kind === "dict" ? holder.count : 0;
  };

  const editable = ({ id, root, ghost }: Row) =>
    root.state !== "locked" && !ghost && saver.pending.peek().get(id)?.phase !== "conflict";
  const removable = (row: Row) => editable(row) && !row.partial;

  return {
    desk,
    documents,
    adding,
    editable,
    removable,
    nameable: (row) => editable(row) && typeof row.path.at(-1) === "string",
    async edit(row) {
      if (!editable(row) || !(await load([row.path], panel.visit.peek()))) return true;
      const now = find(row);
      const from = now === undefined ? null : textOf(now);
      if (now === undefined || from === null) return true;
      if (from.length > longestInCell) return false;
      desk.begin({ path: now.path, what: "value", from, seen: serverText(now.path) });
      return true;
    },
    async rename(row) {
      if (!editable(row) || typeof row.path.at(-1) !== "string") return;
      if (!(await load([row.path], panel.visit.peek()))) return;
      desk.begin({ path: row.path, what: "name", from: String(row.path.at(-1)), seen: serverText(row.path) });
    },
    add(row) {
      const inside = row !== null && (row.expanded || (row.count === 0 && row.level > 1));
      const into = row === null || row.ghost || !editable(row) ? [] : inside ? row.path : row.path.slice(0, -1);
      const root = shown.roots.peek().find(({ key }) => key === into[0]);
      const node = root === undefined ? null : nodeOf(root);
      const holder = node === null ? undefined : nodeAt(node, into.slice(1));
      adding.open(into, into.length === 0 || holder?.kind !== "list");
    },
    async duplicate(row) {
      const at = panel.visit.peek();
      if (!editable(row) || !(await load([row.path], at))) return;
      const to = shown.at(row.path);
      if (to === null) return;
      const step = row.path.at(-1)!;
      const above = row.path.slice(0, -1);
      const name = typeof step === "number" ? step + 1 : freeName(step, nameRules(row.path));
      const path = [...above, name];
      const place = typeof name === "number" ? name : null;
      tell(await saver.save([{ kind: "insert", path, seen: serverText(path), to, at: place }], at));
      tree.reveal(path);
    },
    async copy(row) {
      const selected = tree.selected.peek();
      const isChosen = ({ id }: Row) => (selected.has(row.id) ? selected.has(id) : id === row.id);
      const paths = tree.rows
        .peek()
        .filter(isChosen)
        .map(({ path }) => path);
      if (!(await load(paths, panel.visit.peek()))) return;
      const { text: json, count: number } = copied(tree.rows.peek().filter(isChosen));
      if (json === null) panel.history.tell(text("copiedNone"), true);
      else await copyText(panel, json, number === 1 ? undefined : text("copiedMany", count(number)));
    },
    async remove() {
      const at = panel.visit.peek();
      const current = tree.current.peek();
      if (tree.selected.peek().size === 0 && current?.partial) {
        panel.history.tell(text("sessionHoldsHidden", pathText(current.path)), true);
        return;
      }
      const outermost = outermostOf(
        tree.rows.peek().filter((row) => tree.selected.peek().has(row.id) && removable(row)),
      );
      if (
        !(await load(
          outermost.map(({ path }) => path),
          at,
        ))
      )
        return;
      const unsent = outermost.filter(({ path }) => waitingAt(path)?.kind === "insert");
      for (const { id } of unsent) saver.discard(id);
      const edits = outermost
        .filter((row) => !unsent.includes(row))
        .map(({ path }): Edit => ({ kind: "remove", path, seen: serverText(path) }));
      tell(await saver.save(edits, at));
    },
    async put(path, to) {
      const at = panel.visit.peek();
      if (!(await load([path], at))) return;
      tell(await saver.save([editFor(path, to, serverText(path))], at));
    },
    forget() {
      desk.forget();
      documents.forget();
      adding.close();
    },
  };
}

const stored = (edit: Edit): Edit =>
  "to" in edit && edit.kind !== "rename" ? { ...edit, to: asStored(edit.to) } : edit;

/** What the server would make of it: what is sent is then what comes back. */
function asStored(text: string): string {
  const parsed = parseStored(text);
  return parsed.ok ? canonical(text, parsed.node) : text;
}

function freeName(name: string, { taken }: NameRules): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${name}_copy` : `${name}_copy${number}`;
    if (!taken(candidate)) return candidate;
  }
}
