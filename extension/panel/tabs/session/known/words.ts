/** The sentences of the tab about what was done, or was not. */

import type { Cause } from "sessionscope/protocol";
import { type Edit, type Refusal, rawAt, type Texts } from "../../../../json/edit.ts";
import { type Path, shortPath } from "../../../../json/path.ts";
import { byteSize } from "../../../../json/print.ts";
import { visible } from "../../../../json/visible.ts";
import type { CallFailed } from "../../../server/client.ts";
import { thisWindow } from "../../../server/this-window.ts";
import type { Panel } from "../../../state.ts";
import { count, shortened } from "../../../widgets/format.ts";
import type { Deed } from "./attribution.ts";
import type { Change } from "./news.ts";
import type { Reader } from "./reader.ts";

export type Words = ReturnType<typeof createWords>;

/** Of a value only its beginning goes into a sentence. */
const longest = 40;

/** UTF-16 units of a request that are shown. */
const longestCause = 200;

export function createWords({ text, hello }: Panel, session: Reader["session"]) {
  const value = (raw: string) => visible(raw.length > longest ? `${raw.slice(0, longest)}…` : raw);
  const many = (edits: readonly Edit[], all: string, keys: string, mixed: string) => {
    const number = count(edits.length);
    if (edits.every(({ kind }) => kind === "remove")) {
      return text(edits.every(({ path }) => path.length === 1) ? keys : all, number);
    }
    return text(mixed, number);
  };
  const isOwn = (cause: Cause | null) => cause?.by === "panel" && cause.window === thisWindow;
  const by = (cause: Cause | null): string => {
    if (cause === null) return text("sessionByUnknown");
    if (cause.by === "panel") return text(isOwn(cause) ? "you" : "sessionByOtherPanel");
    return visible(shortened(`${cause.method} ${cause.path}`, longestCause));
  };
  /** Each once: "POST /a and POST /b", "POST /a and 2 others". */
  const byAll = (causes: readonly (Cause | null)[]): string => {
    const [first = "", second, ...more] = new Set(causes.map(by));
    if (second === undefined) return first;
    return text("sessionByTwo", first, more.length === 0 ? second : text("sessionByMore", count(more.length + 1)));
  };
  const flash = ({ kind, cause, earlier }: Change): string => {
    const said = text(flashIds[kind], by(cause));
    return earlier.length === 0 ? said : text("sessionFlashAfter", said, byAll(earlier.map((deed) => deed.cause)));
  };

  return {
    by,
    byAll,
    /** Did this panel do it, not one in another window? */
    isOwn,
    /** For the strip. */
    done(edits: readonly Edit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return many(edits, "sessionDeletedValues", "sessionDeletedKeys", "sessionChangedValues");
      const name = shortPath(edit.path);
      if (edit.kind === "replace") return text("doneSet", name, value(edit.to));
      if (edit.kind === "insert") return text("doneAdded", name);
      return edit.kind === "remove" ? text("doneDeleted", name) : text("sessionRenamed", name, edit.to);
    },
    /** After undoing. @param edits that were made to undo. */
    undone(edits: readonly Edit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return text("sessionUndoneMany", count(edits.length));
      const name = shortPath(edit.path);
      if (edit.kind === "replace") return text("sessionSetBack", name, value(edit.to));
      if (edit.kind === "insert") return text("sessionPutBack", name);
      return edit.kind === "remove" ? text("sessionTakenAway", name) : text("sessionRenamedBack", name, edit.to);
    },
    /** What "Undo: …" names. */
    name(edits: readonly Edit[]): string {
      const [edit] = edits;
      if (edit === undefined) return "";
      if (edits.length > 1) return many(edits, "sessionNameDeleteValues", "sessionNameDeleteKeys", "sessionNameMany");
      return text(nameIds[edit.kind], shortPath(edit.path));
    },
    conflict({ why }: Refusal): string {
      if (why === "removed") return text("sessionConflictRemoved");
      return text(why === "exists" ? "sessionConflictExists" : "sessionConflictChanged");
    },
    /** What the author of the edit saw; empty where it says nothing. */
    was({ edit, why }: Refusal): string {
      const raw = why === "exists" ? null : rawAt(edit.seen, edit.path);
      return raw === null ? "" : value(raw);
    },
    undoConflict: (refused: readonly Refusal[]) => text("sessionUndoConflict", shortPath(refused[0]!.edit.path)),
    keptTheirs: ({ path }: Edit) => ({
      done: text("sessionKeptTheirs", shortPath(path)),
      name: text("sessionNameKeptTheirs", shortPath(path)),
    }),
    reopened: ({ path }: Edit) => text("sessionConflictReopened", shortPath(path)),
    ended: () => text("sessionNone"),
    awayUndo: () => text("sessionAwayUndo"),
    taken: (name: string) => text("sessionNameTaken", name),
    method: (name: string) => text("sessionNameMethod", name),
    failure: (error: CallFailed) =>
      error.code === "unreachable" || error.code === "timeout" ? text("sessionAwayUndo") : visible(error.message),
    /** Why these edits are more than the store takes; null: they are not. */
    tooLarge(edits: readonly Edit[], texts: Texts): string | null {
      const limit = hello.peek()?.store.limit ?? null;
      const now = session.peek();
      if (limit === null || now === null) return null;
      const more = edits.reduce((sum, edit) => sum + growth(edit, texts), 0);
      if (more <= 0 || now.size + more <= limit) return null;
      return text("sessionTooLarge", count(now.size + more), count(limit));
    },
    flashed: (changes: readonly Change[]) => {
      const [change] = changes as [Change];
      if (changes.length === 1) return `${shortPath(change.path)} ${flash(change)}`;
      const who = byAll(changes.map(({ cause }) => cause));
      return text("sessionFlashMany", count(changes.length), who);
    },
    /** "changed by POST /cart/add", "changed by GET /cart, after POST /cart/add" */
    flash,
    /** "removed by POST /cart/add" */
    deed: ({ kind, cause }: Deed) => text(flashIds[kind], by(cause)),
  };
}

const nameIds = {
  replace: "undoSet",
  insert: "undoAdd",
  remove: "undoDelete",
  rename: "sessionNameRename",
} as const;

const flashIds = {
  added: "sessionFlashAdded",
  changed: "sessionFlashChanged",
  removed: "sessionFlashRemoved",
} as const;

/** Bytes a session grows by. */
function growth(edit: Edit, texts: Texts): number {
  const before = rawAt(texts.get(String(edit.path[0])) ?? null, edit.path);
  const old = before === null ? 0 : byteSize(before);
  if (edit.kind === "remove") return -old;
  if (edit.kind === "rename") return byteSize(edit.to) - byteSize(String(edit.path.at(-1)));
  return byteSize(edit.to) - old + (edit.kind === "insert" ? nameSize(edit.path) : 0);
}

const nameSize = (path: Path) => (typeof path.at(-1) === "number" ? 1 : byteSize(String(path.at(-1))) + 4);
