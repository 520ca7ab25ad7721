/** What the user typed and did not save, for each cookie. The cell and the detail edit the same draft. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie, Rules } from "../../../../cookies/cookie.ts";
import { loadSites } from "../../../../cookies/site.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import { type CookieFields, cookieOf, type FieldProblem, fieldsOf } from "./cookie-fields.ts";

/** The columns that are edited in place, in the order of the Tab key. */
export const editableColumns = [
  "name",
  "value",
  "domain",
  "path",
  "expires",
  "httpOnly",
  "secure",
  "sameSite",
] as const;
export type EditableColumn = (typeof editableColumns)[number];

export interface Draft {
  readonly row: CookieRow;
  readonly fields: CookieFields;
}

export interface Cell {
  /** Id of the row. */
  readonly id: string;
  readonly column: EditableColumn;
}

export interface Drafts {
  /** By id of the row. A draft stays when the browser drops its cookie. */
  readonly all: ReadonlySignal<ReadonlyMap<string, Draft>>;
  /** The cell that is edited in place. */
  readonly cell: ReadonlySignal<Cell | null>;
  /** Is the problem of the draft shown? While the user types, it waits. */
  readonly problemShown: ReadonlySignal<boolean>;
  fieldsFor(row: CookieRow): CookieFields;
  /** null: the draft can be saved, or there is none. */
  problemOf(row: CookieRow): FieldProblem | null;
  /** The cookie that the draft describes. */
  cookieFor(row: CookieRow): Cookie;
  type(row: CookieRow, change: Partial<CookieFields>): void;
  /** Forgets the draft of the row. */
  revert(id: string): void;
  edit(row: CookieRow, column: EditableColumn): void;
  /** Ends editing in place. */
  leave(): void;
  /** Ends editing in place and forgets what was typed in the cell. */
  cancel(): void;
  /** Goes to the next cell of the row, or the one before, among the columns that are shown. */
  step(by: 1 | -1, shown: readonly string[]): void;
  showProblem(): void;
}

/** How long the user rests before a problem is shown, milliseconds. */
const problemDelay = 300;

export function createDrafts(page: ReadonlySignal<URL>, rules: Rules, end: AbortSignal): Drafts {
  const all = signal<ReadonlyMap<string, Draft>>(new Map());
  const cell = signal<Cell | null>(null);
  const problemShown = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  const fieldsFor = (row: CookieRow): CookieFields => all.value.get(row.id)?.fields ?? fieldsOf(row.cookie);
  const described = (row: CookieRow, fields: CookieFields) =>
    cookieOf(fields, row.cookie, { page: page.value, now: Date.now(), rules });
  const keep = (row: CookieRow, fields: CookieFields) => {
    const next = new Map(all.peek());
    if (JSON.stringify(fields) === JSON.stringify(fieldsOf(row.cookie))) next.delete(row.id);
    else next.set(row.id, { row, fields });
    all.value = next;
  };
  const hideProblem = () => {
    clearTimeout(timer);
    problemShown.value = false;
  };
  const showProblem = () => {
    clearTimeout(timer);
    problemShown.value = true;
  };
  const leave = () => {
    if (cell.peek() === null) return;
    batch(() => {
      hideProblem();
      cell.value = null;
    });
  };

  return {
    all,
    cell,
    problemShown,
    fieldsFor,
    problemOf(row) {
      const draft = all.value.get(row.id);
      return draft === undefined ? null : described(row, draft.fields).problem;
    },
    cookieFor: (row) => described(row, fieldsFor(row)).cookie,
    type(row, change) {
      batch(() => {
        hideProblem();
        keep(row, { ...fieldsFor(row), ...change });
      });
      // A domain that was typed can be any.
      timer = setTimeout(() => void loadSites().then(showProblem), problemDelay);
    },
    revert(id) {
      const next = new Map(all.peek());
      next.delete(id);
      batch(() => {
        hideProblem();
        all.value = next;
        if (cell.peek()?.id === id) cell.value = null;
      });
    },
    edit(row, column) {
      hideProblem();
      cell.value = { id: row.id, column };
    },
    leave,
    cancel() {
      const at = cell.peek();
      const draft = at && all.peek().get(at.id);
      batch(() => {
        leave();
        if (draft) keep(draft.row, { ...draft.fields, [at.column]: fieldsOf(draft.row.cookie)[at.column] });
      });
    },
    step(by, shown) {
      const at = cell.peek();
      if (at === null) return;
      const columns = editableColumns.filter((column) => column === at.column || shown.includes(column));
      const column = columns.at((columns.indexOf(at.column) + by) % columns.length)!;
      cell.value = { id: at.id, column };
    },
    showProblem,
  };
}

/** Rows whose cookie the browser dropped while they had a draft. They stay until it is saved or reverted. */
export const orphanRows = (drafts: ReadonlyMap<string, Draft>, rows: readonly CookieRow[]): readonly CookieRow[] =>
  [...drafts.values()].filter(({ row }) => !rows.some(({ id }) => id === row.id)).map(({ row }) => row);
