/**
 * Keeps the listed rows true: when the server says that one has changed or is gone, that row follows in its place. Sessions
 * that are new are counted, and come when the list is read again: no row moves by itself.
 */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Event } from "sessionscope/protocol";
import { whyNot } from "../../../engine.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel } from "../../../state.ts";
import { throttled } from "../../../throttled.ts";
import type { Pages } from "./pages.ts";
import { rowOf, type StoredRow } from "./stored-row.ts";

/** Milliseconds for which a row that is gone stays, struck through. */
export const goneMs = 3000;

/** Asks again for these rows, and puts what the server says into their places. @throws CallFailed */
export async function readRows(panel: Panel, pages: Pages, rows: readonly StoredRow[]): Promise<void> {
  const refs = rows.map(({ ref }) => ref);
  if (refs.length === 0) return;
  if (whyNot(panel, "store.summaries") !== null) return pages.again();
  const { sessions } = await panel.visit.peek().call("store.summaries", { refs });
  const told = new Map(refs.map((ref, index) => [ref, sessions[index] ?? null]));
  pages.patch((row) => {
    const summary = told.get(row.ref);
    if (summary === undefined) return row;
    return summary === null ? { ...row, gone: true } : rowOf(summary);
  });
}

/** @returns how many sessions have begun since the first page was read. */
export function followRows(panel: Panel, pages: Pages, end: AbortSignal): ReadonlySignal<number> {
  const begun = signal<ReadonlySet<string>>(new Set());
  /** Handles of rows that have changed; null: each of them may have. */
  let changed: Set<string> | null = new Set();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  end.addEventListener("abort", () => {
    for (const timer of timers) clearTimeout(timer);
  });

  const readChanged = async (): Promise<void> => {
    const handles = changed;
    changed = new Set();
    try {
      const rows = pages.rows.peek().filter(({ handle, gone }) => !gone && (handles?.has(handle) ?? true));
      await readRows(panel, pages, rows);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      // The server has started again and knows the rows by other names. The frame tells failures of the connection.
      if (error.code === "stale-cursor") await pages.again();
    }
    dropGone();
  };
  const readSoon = throttled(() => void readChanged(), end);

  /** Takes the rows that are gone out of the list, after a while in which they are seen to be. */
  const dropGone = (): void => {
    const gone = new Set(pages.rows.peek().flatMap((row) => (row.gone ? [row.handle] : [])));
    if (gone.size === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      pages.patch((row) => (row.gone && gone.has(row.handle) ? null : row));
    }, goneMs);
    timers.add(timer);
  };
  /** Of an event of a session that is not listed. */
  const note = ({ type, handle, ...event }: Extract<Event, { readonly handle: string }>): void => {
    const isNew = "revision" in event && event.revision === 1;
    if (type === "changed" ? !isNew : !begun.peek().has(handle)) return;
    const next = new Set(begun.peek());
    if (type === "changed") next.add(handle);
    else next.delete(handle);
    begun.value = next;
  };
  const hear = (event: Event | null): void => {
    if (event === null) changed = null;
    else if (event.type === "changed" || event.type === "gone") {
      const row = pages.rows.peek().find(({ handle, gone }) => handle === event.handle && !gone);
      if (row === undefined) note(event);
      if (row === undefined || (event.type === "changed" && event.revision <= row.revision)) return;
      changed?.add(row.handle);
    } else return;
    readSoon();
  };

  let heard = panel.invalidation.peek().count;
  const stop = effect(() => {
    const { event, count } = panel.invalidation.value;
    if (count === heard || !panel.connected.value) return;
    heard = count;
    untracked(() => hear(event));
  });
  const stopForgetting = effect(() => {
    void pages.firstReadings.value;
    begun.value = new Set();
  });
  end.addEventListener("abort", () => {
    stop();
    stopForgetting();
  });
  return computed(() => begun.value.size);
}
