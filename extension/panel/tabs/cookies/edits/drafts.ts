/** What was typed and not saved, per cookie: in a cell or in the detail, it is the same. It outlives its cookie. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie, Rules } from "../../../../cookies/cookie.ts";
import type { Row } from "../known/cookie-rows.ts";
import { cookieOf, type Fields, fieldsOf, type Problem } from "./cookie-fields.ts";

/** The cells that can be edited, in the order of Tab. */
export const editable = ["name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite"] as const;
export type Editable = (typeof editable)[number];

export interface Draft {
  readonly row: Row;
  readonly fields: Fields;
}

export interface Cell {
  readonly id: string;
  readonly column: Editable;
}

export interface Drafts {
  readonly all: ReadonlySignal<ReadonlyMap<string, Draft>>;
  /** The cell being edited in place. */
  readonly cell: ReadonlySignal<Cell | null>;
  /** The problem of what was typed last, once it is time to tell. */
  readonly told: ReadonlySignal<boolean>;
  fieldsFor(row: Row): Fields;
  /** What is wrong with what was typed; null: nothing, or nothing was typed. */
  problemOf(row: Row): Problem | null;
  /** The cookie as typed. */
  cookieFor(row: Row): Cookie;
  type(row: Row, change: Partial<Fields>): void;
  /** Back to what the browser holds. */
  revert(id: string): void;
  edit(row: Row, column: Editable): void;
  /** Leaves the cell; `restore`: forgets what was typed in it. */
  leave(restore: boolean): void;
  /** To the next cell of the row, or the one before; only `among` these columns. */
  step(by: 1 | -1, among: readonly string[]): void;
  tell(): void;
}

/** Milliseconds of rest after which a problem is told. */
const patience = 300;

export function createDrafts(page: ReadonlySignal<URL | null>, rules: Rules, end: AbortSignal): Drafts {
  const all = signal<ReadonlyMap<string, Draft>>(new Map());
  const cell = signal<Cell | null>(null);
  const told = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));

  const fieldsFor = (row: Row): Fields => all.value.get(row.id)?.fields ?? fieldsOf(row.cookie);
  const nowhere = new URL("http://localhost/");
  const made = (row: Row, fields: Fields) => cookieOf(fields, row.cookie, page.value ?? nowhere, Date.now(), rules);
  const keep = (row: Row, fields: Fields) => {
    const next = new Map(all.peek());
    if (JSON.stringify(fields) === JSON.stringify(fieldsOf(row.cookie))) next.delete(row.id);
    else next.set(row.id, { row, fields });
    all.value = next;
  };
  const quiet = () => {
    clearTimeout(timer);
    told.value = false;
  };

  return {
    all,
    cell,
    told,
    fieldsFor,
    problemOf(row) {
      const draft = all.value.get(row.id);
      return draft === undefined ? null : made(row, draft.fields).problem;
    },
    cookieFor: (row) => made(row, fieldsFor(row)).cookie,
    type(row, change) {
      batch(() => {
        quiet();
        keep(row, { ...fieldsFor(row), ...change });
      });
      timer = setTimeout(() => {
        told.value = true;
      }, patience);
    },
    revert(id) {
      const next = new Map(all.peek());
      next.delete(id);
      batch(() => {
        quiet();
        all.value = next;
        if (cell.peek()?.id === id) cell.value = null;
      });
    },
    edit(row, column) {
      quiet();
      cell.value = { id: row.id, column };
    },
    leave(restore) {
      const at = cell.peek();
      if (at === null) return;
      const draft = all.peek().get(at.id);
      batch(() => {
        quiet();
        cell.value = null;
        if (restore && draft) keep(draft.row, { ...draft.fields, [at.column]: fieldsOf(draft.row.cookie)[at.column] });
      });
    },
    step(by, among) {
      const at = cell.peek();
      if (at === null) return;
      const columns = editable.filter((column) => column === at.column || among.includes(column));
      const column = columns.at((columns.indexOf(at.column) + by) % columns.length)!;
      cell.value = { id: at.id, column };
    },
    tell() {
      clearTimeout(timer);
      told.value = true;
    },
  };
}

/** Rows whose cookie went while something was typed for it: they stay until that is saved or thrown away. */
export const orphansAmong = (drafts: ReadonlyMap<string, Draft>, rows: readonly Row[]): readonly Row[] =>
  [...drafts.values()].filter(({ row }) => !rows.some(({ id }) => id === row.id)).map(({ row }) => row);
