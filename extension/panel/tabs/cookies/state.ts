/** The Cookies tab: which rows there are, which are shown, what is looked at, and what the user can do. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { identityOf } from "../../../cookies/cookie.ts";
import { type Decoded, isSignedOrSealed } from "../../../cookies/decoders.ts";
import type { Fix } from "../../../cookies/refusal/reasons.ts";
import { textOf } from "../../../cookies/set-cookie/edit-attributes.ts";
import { parseSetCookie } from "../../../cookies/set-cookie/parse-line.ts";
import { copyText } from "../../copy.ts";
import type { Panel } from "../../state.ts";
import { createSplit, type SplitState, showDetail } from "../../widgets/split.tsx";
import { createTable, type Sort, type TableState } from "../../widgets/table-state.ts";
import { type Actions, createActions } from "./edits/actions.ts";
import { cookieOf, type Fields, fieldsOf, freshFields, type Problem } from "./edits/cookie-fields.ts";
import { createDrafts, type Drafts, editable, orphansAmong } from "./edits/drafts.ts";
import type { Happening } from "./known/change-log.ts";
import { type Row, rowsOf, sorted } from "./known/cookie-rows.ts";
import { type Observed, observe } from "./known/observed.ts";
import { askedOn } from "./known/seen-lines.ts";
import { createMasking, type Masking } from "./masking/masking.ts";
import { fits, hitsOf, parseTerms } from "./table/filter.ts";
import { createTransfer, type Transfer } from "./transfer/transfer.ts";

export interface Counts {
  readonly all: number;
  readonly held: number;
  readonly shown: number;
  /** Of what is held. */
  readonly bytes: number;
  readonly thirdParty: number;
  readonly refused: number;
  readonly warnings: number;
}

export interface CookiesState extends Masking {
  readonly panel: Panel;
  readonly observed: Observed;
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly table: TableState<Row>;
  readonly split: SplitState;
  readonly counts: ReadonlySignal<Counts>;

  readonly filter: Signal<string>;
  /** What to mark in a column. */
  hits(column: "name" | "value" | "domain"): readonly string[];
  readonly thirdParties: Signal<boolean>;
  readonly refusedOnes: Signal<boolean>;
  /** Columns that the user hid, by id, with blanks between. */
  readonly hidden: Signal<string>;

  /** Of the row that is looked at. */
  readonly decoded: ReadonlySignal<Decoded | null>;
  readonly story: ReadonlySignal<readonly Happening[]>;

  readonly drafts: Drafts;
  /** Is the cookie of the row gone, and only what was typed left? */
  isOrphan(row: Row): boolean;
  /** Starts editing in place, if the row can be. */
  edit(row: Row, column: string): void;
  /** Saves what was typed for the row, if it can be. */
  apply(row: Row): Promise<void>;
  /** Turns a switch of the row, at once. */
  flip(row: Row, column: "httpOnly" | "secure"): Promise<void>;

  /** The cookie being added; null: none is. */
  readonly adding: ReadonlySignal<Fields | null>;
  readonly addingProblem: ReadonlySignal<Problem | null>;
  /** It is made from one whose value is masked. */
  readonly addingHidden: ReadonlySignal<boolean>;
  /** Opens the form; with a row: filled as that one. */
  startAdding(like?: Row): void;
  typeNew(change: Partial<Fields>): void;
  stopAdding(): void;
  add(): Promise<void>;

  readonly actions: Actions;
  /** Deletes rows and leaves the focus in the table. */
  remove(rows: readonly Row[]): Promise<void>;
  readonly transfer: Transfer;
  /** The popover that is open. */
  readonly opened: Signal<"export" | "import" | null>;
  /** What the detail shows of a cookie that is held, and of one that was refused. */
  readonly panes: { readonly held: Signal<string>; readonly refused: Signal<string> };
  /** @param of the rows that the text has values of: that a hidden one is copied is said. */
  copy(value: string, of: readonly Row[]): Promise<void>;
  /** Keys of the tab; true: taken. */
  onKey(event: KeyboardEvent): boolean;
  /** The rows that Delete is about: those that are ticked, else the current one. */
  chosen(): readonly Row[];
  /** The rows that "Delete all" is about. */
  readonly deletable: ReadonlySignal<readonly Row[]>;
  setCorrected(row: Row, fix: Fix): Promise<void>;
  /** Shows the detail of the row. */
  open(row: Row): void;
}

export function createCookies(panel: Panel, end: AbortSignal): CookiesState {
  const { remember, sessionCookie, options } = panel;
  const { rules } = panel.platform.cookies;
  const observed = observe(panel, end);
  const drafts = createDrafts(observed.page, rules, end);
  const filter = signal("");
  const thirdParties = remember("cookies.thirdParties", true);
  const refusedOnes = remember("cookies.refused", true);
  const sort = signal<Sort>({ by: "name", descending: false });
  const masking = createMasking(options);
  const adding = signal<Fields | null>(null);
  const addingHidden = signal(false);

  const held = computed(() => {
    const page = observed.page.value;
    if (page === null) return [];
    return rowsOf({
      page,
      cookies: observed.jar.value.cookies,
      session: sessionCookie.value,
      lines: observed.lines.value,
      refused: observed.refused.value,
      isToken(cookie) {
        const decoded = observed.decoded(cookie);
        return decoded === undefined ? null : isSignedOrSealed(decoded);
      },
    });
  });
  const orphans = computed(() => orphansAmong(drafts.all.value, held.value));
  const rows = computed(() => [...held.value, ...orphans.value]);
  const terms = computed(() => parseTerms(filter.value));
  const isFound = (row: Row) =>
    fits(row, terms.value, panel.clock.peek()) &&
    (thirdParties.value || !row.thirdParty) &&
    (refusedOnes.value || row.refused === null);
  const shown = computed(() => {
    // What is being edited stays, whether it still fits or not.
    const seen = rows.value.filter((row) => drafts.all.value.has(row.id) || isFound(row));
    return sorted(seen, sort.value);
  });
  const found = computed(() => shown.value.filter(isFound));
  const table = createTable({
    rows: shown,
    isFound,
    sort,
    idOf: (row: Row) => row.id,
    nameOf: (row: Row) => row.cookie.name,
  });
  const actions = createActions({
    panel,
    observed,
    isSecret: (cookie) => held.peek().some((row) => row.secret && row.cookie.name === cookie.name),
    follow: (cookie) => table.choose(identityOf(cookie)),
  });
  const { current } = table;
  const chosenRows = computed(() => shown.value.filter((row) => table.ticked.value.has(row.id)));
  const leaving = computed(() => (chosenRows.value.length > 0 ? chosenRows.value : found.value));
  const transfer = createTransfer(panel, observed, actions, leaving, masking.isMasked);
  const now = () => Date.now();
  const pageNow = () => observed.page.peek() ?? new URL("http://localhost/");
  const split = createSplit(remember, "cookies");

  const save = async (row: Row, cookie: Row["cookie"]): Promise<boolean> => {
    const orphan = orphans.peek().includes(row);
    return actions.save(cookie, orphan || row.refused ? null : row.cookie);
  };

  const apply = async (row: Row): Promise<void> => {
    if (!drafts.all.peek().has(row.id)) {
      const inPlace = drafts.cell.peek() !== null;
      drafts.leave(false);
      if (inPlace) table.focus();
      return;
    }
    if (drafts.problemOf(row) !== null) {
      drafts.tell();
      return;
    }
    const inPlace = drafts.cell.peek() !== null;
    if (await save(row, drafts.cookieFor(row))) {
      drafts.revert(row.id);
      if (inPlace) table.focus();
    }
  };
  const startAdding = (like?: Row) => {
    addingHidden.value = like !== undefined && masking.isMasked(like);
    adding.value = like ? fieldsOf(like.cookie) : freshFields(pageNow());
  };

  return {
    panel,
    observed,
    rows,
    table,
    split,
    counts: computed(() => {
      const own = rows.value.filter((row) => row.refused === null);
      return {
        all: rows.value.length,
        held: own.length,
        shown: found.value.length,
        bytes: own.reduce((sum, { size }) => sum + size, 0),
        thirdParty: own.filter((row) => row.thirdParty).length,
        refused: rows.value.length - own.length,
        warnings: own.filter(({ advice }) => advice.some(({ level }) => level === "warn")).length,
      };
    }),

    filter,
    hits: (column) => hitsOf(terms.value, column),
    thirdParties,
    refusedOnes,
    hidden: remember("cookies.hiddenColumns", ""),

    decoded: computed(() => (current.value === null ? null : (observed.decoded(current.value.cookie) ?? null))),
    story: computed(() => (current.value === null ? [] : observed.story(current.value.cookie))),
    ...masking,

    drafts,
    isOrphan: (row) => orphans.value.includes(row),
    edit(row, column) {
      const cell = editable.find((one) => one === column);
      if (cell === undefined || row.refused !== null) return;
      batch(() => {
        table.choose(row.id);
        drafts.edit(row, cell);
      });
    },
    apply,
    async flip(row, column) {
      if (row.refused !== null || drafts.all.peek().has(row.id)) return;
      const { cookie } = cookieOf(
        { ...fieldsOf(row.cookie), [column]: !row.cookie[column] },
        row.cookie,
        pageNow(),
        now(),
        rules,
      );
      await save(row, cookie);
    },

    adding,
    addingHidden,
    addingProblem: computed(() => {
      const { value: fields } = adding;
      return fields && cookieOf(fields, null, observed.page.value ?? pageNow(), now(), rules).problem;
    }),
    startAdding,
    typeNew(change) {
      if (adding.peek() !== null) adding.value = { ...adding.peek()!, ...change };
    },
    stopAdding() {
      adding.value = null;
    },
    async add() {
      const fields = adding.peek();
      if (fields === null) return;
      const { cookie, problem } = cookieOf(fields, null, pageNow(), now(), rules);
      if (problem !== null || !(await actions.save(cookie, null))) return;
      if (adding.peek() === fields) adding.value = null;
    },

    actions,
    async remove(gone) {
      await actions.remove(gone);
      table.focus();
    },
    transfer,
    opened: signal(null),
    panes: { held: signal("decoded"), refused: signal("refusal") },
    copy: (value, of) => copyText(panel, value, panel.text(of.some(masking.isMasked) ? "copiedHidden" : "copied")),
    onKey(event) {
      const command = event.ctrlKey || event.metaKey;
      if (event.key === "Insert" && !command) startAdding();
      else if (event.key === "Enter" && command) startAdding();
      else if (event.key === "s" && command && current.peek() !== null) void apply(current.peek()!);
      else return false;
      return true;
    },
    chosen() {
      if (chosenRows.value.length > 0) return chosenRows.value;
      return current.peek() === null ? [] : [current.peek()!];
    },
    deletable: computed(() => found.value.filter((row) => row.refused === null && !row.thirdParty)),
    async setCorrected(row, fix) {
      const { cookie } = askedOn(pageNow(), parseSetCookie(textOf(fix.line), rules), row.refused!.seen.url, now());
      await actions.save(cookie, null);
    },
    open(row) {
      batch(() => {
        table.choose(row.id);
        showDetail(split, true);
      });
    },
  };
}
