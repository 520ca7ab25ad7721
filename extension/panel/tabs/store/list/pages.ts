/** The pages of the store's list, read one after the other by cursor. */

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Params, Result, StoredSummary, StoreFilter, StoreSort } from "sessionscope/protocol";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import { lasting } from "../lasting.ts";
import { rowOf, type StoredRow } from "./stored-row.ts";

export interface Query {
  readonly filter: StoreFilter;
  /** null: the order of the store. */
  readonly sort: StoreSort | null;
}

/** What the store can do beyond listing. */
export interface Abilities {
  /** The orders it lists in. */
  readonly sorts: readonly string[];
  readonly listsExpired: boolean;
}

export interface Pages {
  /** The rows of the page; what followed of the live stream has been put into them. */
  readonly rows: ReadonlySignal<readonly StoredRow[]>;
  /** null: not known yet. */
  readonly abilities: ReadonlySignal<Abilities | null>;
  /** How many sessions there are, where the store can tell. */
  readonly total: ReadonlySignal<Result<"store.list">["total"]>;
  /** How many rows stand on the pages before this one. */
  readonly before: ReadonlySignal<number>;
  readonly hasNext: ReadonlySignal<boolean>;
  /** The first answer has come, so that an empty page means that there is no session. */
  readonly known: ReadonlySignal<boolean>;
  /** How many times a first page was read: it has all that is new. */
  readonly firstReadings: ReadonlySignal<number>;
  /** A page is being read, for so long that the user should be told. */
  readonly slow: ReadonlySignal<boolean>;
  /** Why the store cannot list, in the server's words; null: it can. */
  readonly unsupported: ReadonlySignal<string | null>;
  /** Why the last reading failed; null: it did not. */
  readonly failure: ReadonlySignal<string | null>;
  /** Asks what the store can do. */
  learn(): Promise<void>;
  first(): Promise<void>;
  next(): Promise<void>;
  previous(): Promise<void>;
  /** Reads this page again, and puts its rows in their new order. */
  again(): Promise<void>;
  /** Stops looking for more rows of this page. */
  stop(): void;
  /** Changes rows in their places; null takes a row out. */
  patch(change: (row: StoredRow) => StoredRow | null): void;
  /** Another server: nothing is known any more. */
  forget(): void;
}

/** Rows of a page. */
export const pageSize = 50;

interface Start {
  /** undefined: the first page. */
  readonly cursor: string | undefined;
  readonly before: number;
}

const firstStart: Start = { cursor: undefined, before: 0 };

export function createPages(panel: Panel, query: () => Query, end: AbortSignal): Pages {
  const rows = signal<readonly StoredRow[]>([]);
  const abilities = signal<Abilities | null>(null);
  const total = signal<Result<"store.list">["total"]>(null);
  const starts = signal<readonly Start[]>([firstStart]);
  const next = signal<string | null>(null);
  const known = signal(false);
  const firstReadings = signal(0);
  const running = signal<AbortController | null>(null);
  const unsupported = signal<string | null>(null);
  const failure = signal<string | null>(null);

  const slow = lasting(running, end);

  const list = async (at: Visit, cursor: string | undefined, limit: number, until: AbortSignal) => {
    const { filter, sort } = query();
    const params: Params<"store.list"> = { cursor, limit, filter, ...(sort !== null && { sort }) };
    const answer = await at.call("store.list", params, until);
    until.throwIfAborted();
    abilities.value = { sorts: answer.sorts, listsExpired: answer.listsExpired };
    return answer;
  };

  /** Rare rows come in several answers: each is shown as it comes. */
  const readPage = async (from: readonly Start[], until: AbortSignal): Promise<void> => {
    const at = panel.visit.peek();
    let { cursor } = from.at(-1)!;
    const found = new Map<string, StoredSummary>();
    do {
      const answer = await list(at, cursor, pageSize - found.size, until);
      for (const summary of answer.sessions) found.set(summary.ref, summary);
      batch(() => {
        if (cursor === undefined) [total.value, firstReadings.value] = [answer.total, firstReadings.peek() + 1];
        rows.value = [...found.values()].map(rowOf);
        next.value = answer.next;
        starts.value = from;
        known.value = true;
        failure.value = null;
        unsupported.value = null;
      });
      cursor = answer.next ?? undefined;
    } while (cursor !== undefined && found.size < pageSize);
  };

  const fail = (error: unknown): void => {
    if (!(error instanceof CallFailed)) throw error;
    if (error.code === "moved") return;
    if (error.code === "unsupported") {
      batch(() => {
        [known.value, unsupported.value, rows.value, next.value] = [true, error.message, [], null];
      });
    } else if (panel.connected.peek()) failure.value = error.message;
  };

  /** Ends the reading before, if one is under way. */
  const run = async (act: (until: AbortSignal) => Promise<void>): Promise<void> => {
    running.peek()?.abort();
    const mine = new AbortController();
    running.value = mine;
    try {
      await act(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) fail(error);
    } finally {
      if (running.peek() === mine) running.value = null;
    }
  };

  const read = (from: readonly Start[]) =>
    run(async (until) => {
      try {
        await readPage(from, until);
      } catch (error) {
        if (until.aborted || !(error instanceof CallFailed) || error.code !== "stale-cursor") throw error;
        panel.undo.tell(panel.text("storeStaleCursor"));
        await readPage([firstStart], until);
      }
    });

  return {
    rows,
    abilities,
    total,
    before: computed(() => starts.value.at(-1)!.before),
    hasNext: computed(() => next.value !== null),
    known,
    firstReadings,
    slow,
    unsupported,
    failure,
    learn: () => run(async (until) => void (await list(panel.visit.peek(), undefined, 1, until))),
    first: () => read([firstStart]),
    async next() {
      const cursor = next.peek();
      if (cursor === null) return;
      const before = starts.peek().at(-1)!.before + rows.peek().length;
      await read([...starts.peek(), { cursor, before }]);
    },
    async previous() {
      if (starts.peek().length > 1) await read(starts.peek().slice(0, -1));
    },
    again: () => read(starts.peek()),
    stop: () => running.peek()?.abort(),
    patch(change) {
      const before = rows.peek();
      const now = before.flatMap((row) => change(row) ?? []);
      if (now.length === before.length && now.every((row, index) => row === before[index])) return;
      const all = total.peek();
      batch(() => {
        rows.value = now;
        if (all !== null) total.value = { ...all, count: Math.max(0, all.count - (before.length - now.length)) };
      });
    },
    forget() {
      running.peek()?.abort();
      batch(() => {
        [rows.value, abilities.value, total.value, next.value] = [[], null, null, null];
        [starts.value, known.value, unsupported.value, failure.value] = [[firstStart], false, null, null];
      });
    },
  };
}
