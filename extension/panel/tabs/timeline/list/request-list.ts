/** The rows of the list: which of the known requests it shows, and which one is current. */

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { Cause } from "sessionscope/protocol";
import { onChange } from "../../../on-change.ts";
import type { Panel } from "../../../state.ts";
import { createTable, type TableState } from "../../../widgets/table-state.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import { overlapOf } from "../known/overlap.ts";
import { isChange, type KnownRequest } from "../known/request.ts";
import { fits, hitsOf, parseTerms } from "./filter.ts";
import { firstOfPage } from "./first-of-page.ts";
import { requestOf } from "./request-of-cause.ts";

export interface RequestList {
  /** The text of the filter field. */
  readonly typed: Signal<string>;
  readonly onlyChanges: Signal<boolean>;
  /** Only requests of this browser's sessions? */
  readonly onlyOwn: Signal<boolean>;
  /** Do the requests of earlier pages stay? */
  readonly preserve: Signal<boolean>;
  /** Those that the filter could find. */
  readonly all: ReadonlySignal<readonly KnownRequest[]>;
  readonly table: TableState<KnownRequest>;
  /** The texts to mark in a path. */
  readonly hits: ReadonlySignal<readonly string[]>;
  /** Shows every request again. */
  showAll(): void;
  readonly counts: ReadonlySignal<Counts>;
  /** Shows the request, and the others again if the filter leaves it out. */
  show(request: KnownRequest): void;
  /** Shows the request that made a change, once the timeline is read. @param found is called if it is known. */
  showWhenKnown(cause: Cause, key: string, found: () => void): void;
}

export interface Counts {
  readonly all: number;
  readonly shown: number;
  /** Of all: those that changed the session, and those of which nothing was saved. */
  readonly changes: number;
  readonly failed: number;
}

export function createRequestList(panel: Panel, known: KnownRequests, end: AbortSignal): RequestList {
  const { remember } = panel;
  const typed = signal("");
  const onlyChanges = remember("timeline.onlyChanges", false);
  const onlyOwn = remember("timeline.onlyOwn", true);
  const preserve = remember("timeline.preserve", true);
  /** Requests before this one are of earlier pages. */
  const from = signal<KnownRequest | null>(null);
  const terms = computed(() => parseTerms(typed.value));

  const all = computed(() => {
    const { value: requests } = known.requests;
    if (preserve.value || from.value === null) return requests;
    return requests.slice(Math.max(0, requests.indexOf(from.value)));
  });
  const isOwn = ({ handle, previousHandle, request }: KnownRequest): boolean => {
    const { value: handles } = known.own.handles;
    if (handles.size === 0) return true;
    if (handles.has(handle ?? "") || handles.has(previousHandle ?? "")) return true;
    return known.seen.of(request) !== null;
  };
  const rows = computed(() => {
    void known.seen.count.value;
    return all.value.filter(
      (one) =>
        (!onlyChanges.value || isChange(one)) &&
        (!onlyOwn.value || isOwn(one)) &&
        fits(one, terms.value, () => overlapOf(one, known.requests.value) !== null),
    );
  });
  const table = createTable<KnownRequest>({
    rows,
    sort: signal({ by: "", descending: false }),
    startsAt: "last",
    idOf: ({ id }) => id,
    nameOf: ({ path }) => path,
  });

  /** A page that was asked for, whose own request may not be known yet. */
  let awaited: { readonly url: string; readonly since: number } | null = null;
  const begin = () => {
    if (awaited === null) return;
    const first = firstOfPage(known.requests.peek(), awaited);
    if (first !== null) {
      from.value = first;
      awaited = null;
    }
  };
  onChange(
    () => panel.page.value.visit,
    () => {
      const newest = known.requests.peek().at(-1);
      awaited = { url: panel.page.peek().url, since: newest?.at ?? 0 };
      begin();
    },
    end,
  );
  const stop = effect(() => {
    void known.requests.value;
    untracked(begin);
  });
  end.addEventListener("abort", stop);

  const showAll = () =>
    batch(() => {
      typed.value = "";
      onlyChanges.value = false;
      onlyOwn.value = false;
      preserve.value = true;
    });
  const show = (request: KnownRequest) => {
    batch(() => {
      if (!rows.peek().includes(request)) showAll();
      table.choose(request.id);
    });
    table.focus();
  };
  return {
    typed,
    onlyChanges,
    onlyOwn,
    preserve,
    all,
    table,
    counts: computed(() => countsOf(all.value, rows.value.length)),
    hits: computed(() => hitsOf(terms.value)),
    showAll,
    show,
    showWhenKnown(cause, key, found) {
      const showFound = () => {
        const request = requestOf(known.requests.peek(), cause, key);
        if (request === null) return panel.undo.tell(panel.text("timelineNotFound"), true);
        found();
        show(request);
      };
      const wait = effect(() => {
        if (known.facts.value === null || end.aborted) return;
        queueMicrotask(() => {
          wait();
          showFound();
        });
      });
    },
  };
}

function countsOf(all: readonly KnownRequest[], shown: number): Counts {
  let [changes, failed] = [0, 0];
  for (const request of all) {
    if (!isChange(request)) continue;
    if (request.failure !== null || request.outcome === "not-saved") failed += 1;
    else changes += 1;
  }
  return { all: all.length, shown, changes, failed };
}
