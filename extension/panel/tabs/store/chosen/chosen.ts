/** The session whose row is current: read when the detail shows it, and kept while something typed in it is not saved. */

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { whyNot } from "../../../engine.ts";
import { onOtherServer } from "../../../on-other-server.ts";
import { createShownSession, type ShownSession } from "../../../session/shown-session.ts";
import type { Panel } from "../../../state.ts";
import { createSplit, detailShows, type SplitState, showDetail } from "../../../widgets/split.tsx";
import type { StoreList } from "../list/store-list.ts";
import { rowAfter, type StoredRow } from "../list/stored-row.ts";
import { storedSession } from "./stored-source.ts";

export interface Chosen {
  readonly split: SplitState;
  /** The session of the current row; null: the detail is closed, or there is no row. */
  readonly shown: ReadonlySignal<ShownSession | null>;
  /** Is the current value shown as JSON in the tree's place? */
  readonly asJson: Signal<boolean>;
  /** The number of edits that are typed or pending, in all sessions. */
  readonly unsaved: ReadonlySignal<number>;
  /** Shows the row. */
  open(row: StoredRow): void;
}

/** Milliseconds for which a row stays current before its session is read: arrow keys pass many. */
export const restMs = 120;

interface Opened {
  readonly shown: ShownSession;
  readonly end: AbortController;
}

export function createChosen(panel: Panel, { table, pages }: StoreList, end: AbortSignal): Chosen {
  const split = createSplit(panel.remember, "store");
  const opened = new Map<string, Opened>();
  const shown = signal<ShownSession | null>(null);
  const asJson = signal(false);
  /** Grows when a session was opened or closed. */
  const turns = signal(0);
  /** Handle of the session that is shown, and the ref that it was read by. */
  let current: string | null = null;
  let readBy: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (handle: string) => {
    opened.get(handle)?.end.abort();
    opened.delete(handle);
    turns.value += 1;
  };
  const leave = () => {
    const left = current === null ? undefined : opened.get(current)?.shown;
    // What is typed in a session that is gone has nowhere to go.
    if (left?.unsaved.peek() === 0 || left?.reader.reading.peek()?.state === "gone") close(current!);
    current = null;
    shown.value = null;
    asJson.value = false;
  };
  const begin = ({ handle, ref }: StoredRow): Opened => {
    let known = ref;
    const refNow = () => {
      known = pages.rows.peek().find((row) => row.handle === handle)?.ref ?? known;
      return known;
    };
    const own = new AbortController();
    const begun = {
      shown: createShownSession(panel, storedSession(panel, refNow), AbortSignal.any([own.signal, end])),
      end: own,
    };
    opened.set(handle, begun);
    turns.value += 1;
    return begun;
  };
  const enter = (row: StoredRow) => {
    if (row.handle !== current) leave();
    const found = opened.get(row.handle) ?? begin(row);
    current = row.handle;
    readBy = row.ref;
    shown.value = found.shown;
    void found.shown.reader.read();
  };
  const follow = (row: StoredRow | null) => {
    clearTimeout(timer);
    if (row === null) leave();
    else if (current === null) enter(row);
    else if (row.handle !== current || row.ref !== readBy) {
      if (row.handle !== current) shown.value = null;
      timer = setTimeout(() => enter(row), restMs);
    } else shown.value = opened.get(current)?.shown ?? null;
  };
  const stop = effect(() => {
    const row = detailShows(split) && whyNot(panel, "store.read") === null ? table.current.value : null;
    untracked(() => follow(row));
  });
  // What the detail shows is true of the row too: an edit made there is no change by somebody else.
  const stopTelling = effect(() => {
    const session = shown.value?.reader.session.value ?? null;
    if (session === null) return;
    untracked(() => pages.patch((row) => (row.handle === session.handle ? rowAfter(row, session) : row)));
  });
  onOtherServer(
    panel,
    () => {
      leave();
      for (const handle of [...opened.keys()]) close(handle);
    },
    end,
  );
  end.addEventListener("abort", () => {
    stop();
    stopTelling();
    clearTimeout(timer);
  });

  return {
    split,
    shown,
    asJson,
    unsaved: unsavedOf(turns, opened),
    open(row) {
      table.choose(row.handle);
      showDetail(split, true);
    },
  };
}

function unsavedOf(turns: ReadonlySignal<number>, opened: ReadonlyMap<string, Opened>): ReadonlySignal<number> {
  return computed(() => {
    void turns.value;
    return [...opened.values()].reduce((sum, { shown }) => sum + shown.unsaved.value, 0);
  });
}
