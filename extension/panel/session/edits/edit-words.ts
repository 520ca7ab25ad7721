/** The sentences that say what an edit did, or why it was not made. */

import { type EditProblem, rawAt, type Texts, type ValueEdit } from "../../../json/edit.ts";
import { type Path, shortPath } from "../../../json/path.ts";
import { byteSize } from "../../../json/print.ts";
import { visible } from "../../../json/visible.ts";
import type { CallFailed } from "../../server/client.ts";
import type { Panel } from "../../state.ts";
import { count } from "../../widgets/format.ts";
import type { Reader } from "../known/reader.ts";

export type EditWords = ReturnType<typeof createEditWords>;

/** UTF-16 units of a value that go into a sentence. */
const longestValue = 40;

export function createEditWords({ text, hello }: Panel, { session }: Pick<Reader, "session">) {
  const value = (raw: string) => visible(raw.length > longestValue ? `${raw.slice(0, longestValue)}…` : raw);
  const many = (edits: readonly ValueEdit[], all: string, keys: string, mixed: string) => {
    const number = count(edits.length);
    if (edits.some(({ kind }) => kind !== "remove")) return text(mixed, number);
    return text(edits.every(({ path }) => path.length === 1) ? keys : all, number);
  };

  return {
    /** What was done, for the undo strip: "Set visits to 18." */
    done(edits: readonly ValueEdit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return many(edits, "sessionDeletedValues", "sessionDeletedKeys", "sessionChangedValues");
      const name = shortPath(edit.path);
      if (edit.kind === "replace") return text("doneSet", name, value(edit.to));
      if (edit.kind === "insert") return text("doneAdded", name);
      return edit.kind === "remove" ? text("doneDeleted", name) : text("sessionRenamed", name, edit.to);
    },
    /** What undoing did: "Set visits back to 17." @param edits those made to undo. */
    undone(edits: readonly ValueEdit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return text("sessionUndoneMany", count(edits.length));
      const name = shortPath(edit.path);
      if (edit.kind === "replace") return text("sessionSetBack", name, value(edit.to));
      if (edit.kind === "insert") return text("sessionPutBack", name);
      return edit.kind === "remove" ? text("sessionTakenAway", name) : text("sessionRenamedBack", name, edit.to);
    },
    /** What "Undo: …" names: "set visits". */
    name(edits: readonly ValueEdit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return many(edits, "sessionNameDeleteValues", "sessionNameDeleteKeys", "sessionNameMany");
      return text(nameIds[edit.kind], shortPath(edit.path));
    },
    conflict({ why }: EditProblem): string {
      if (why === "removed") return text("sessionConflictRemoved");
      return text(why === "exists" ? "sessionConflictExists" : "sessionConflictChanged");
    },
    /** The value that the author of the edit saw; empty where it says nothing. */
    was({ edit, why }: EditProblem): string {
      const raw = why === "exists" ? null : rawAt(edit.seen, edit.path);
      return raw === null ? "" : value(raw);
    },
    /** @param problems at least one. */
    undoConflict: (problems: readonly EditProblem[]) => text("sessionUndoConflict", shortPath(problems[0]!.edit.path)),
    keptTheirs: ({ path }: ValueEdit) => ({
      done: text("sessionKeptTheirs", shortPath(path)),
      name: text("sessionNameKeptTheirs", shortPath(path)),
    }),
    reopened: ({ path }: ValueEdit) => text("sessionConflictReopened", shortPath(path)),
    noSession: () => text("sessionNone"),
    away: () => text("sessionAwayUndo"),
    taken: (name: string) => text("sessionNameTaken", name),
    failure: (error: CallFailed) =>
      error.code === "unreachable" || error.code === "timeout" ? text("sessionAwayUndo") : visible(error.message),
    /** Why these edits are more than the store takes; null: they are not. */
    tooLarge(edits: readonly ValueEdit[], texts: Texts): string | null {
      const limit = hello.peek()?.store.limit ?? null;
      const now = session.peek();
      if (limit === null || now === null) return null;
      const more = edits.reduce((sum, edit) => sum + growth(edit, texts), 0);
      if (more <= 0 || now.size + more <= limit) return null;
      return text("sessionTooLarge", count(now.size + more), count(limit));
    },
  };
}

const nameIds = {
  replace: "undoSet",
  insert: "undoAdd",
  remove: "undoDelete",
  rename: "sessionNameRename",
} as const;

/** Bytes by which an edit makes the session grow. */
function growth(edit: ValueEdit, texts: Texts): number {
  const before = rawAt(texts.get(String(edit.path[0])) ?? null, edit.path);
  const old = before === null ? 0 : byteSize(before);
  if (edit.kind === "remove") return -old;
  if (edit.kind === "rename") return byteSize(edit.to) - byteSize(String(edit.path.at(-1)));
  return byteSize(edit.to) - old + (edit.kind === "insert" ? nameSize(edit.path) : 0);
}

const nameSize = (path: Path) => (typeof path.at(-1) === "number" ? 1 : byteSize(String(path.at(-1))) + 4);
