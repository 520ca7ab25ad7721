/** Two states of sessions, A and B, side by side: A is held, B is the current request of the list. */

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { visible } from "../../../../json/visible.ts";
import type { DiffRow } from "../../../widgets/diff-rows.ts";
import type { DiffRoot } from "../../../widgets/diff-signs.ts";
import { createDiff, type DiffState } from "../../../widgets/diff-state.ts";
import type { TableState } from "../../../widgets/table-state.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import type { KnownRequest, RequestState } from "../known/request.ts";
import { createRoots, type Pair, type RecordedValue } from "./recorded-root.ts";
import type { WholeValues } from "./whole-values.ts";

export interface Comparison {
  /** null: nothing is compared. */
  readonly a: ReadonlySignal<KnownRequest | null>;
  readonly b: ReadonlySignal<KnownRequest | null>;
  /** Why they cannot be compared; null: they can, or are being loaded. */
  readonly failure: ReadonlySignal<string | null>;
  /** Are both states there? */
  readonly ready: ReadonlySignal<boolean>;
  /** False: changes of others are missing in a state. */
  readonly exact: ReadonlySignal<boolean>;
  readonly diff: DiffState;
  /** Holds a request as A. */
  begin(a: KnownRequest): void;
  swap(): void;
  end(): void;
  /** Loads the sides of a row that are cut. */
  loadWhole(row: DiffRow): void;
}

interface Loaded {
  readonly state: RequestState | null;
  readonly failure: string | null;
}

/** States that are kept. */
const most = 12;

export function createComparison(
  known: KnownRequests,
  table: TableState<KnownRequest>,
  wholes: WholeValues,
  end: AbortSignal,
): Comparison {
  const a = signal<KnownRequest | null>(null);
  const b = computed(() => (a.value === null ? null : table.current.value));
  const loaded = signal<ReadonlyMap<string, Loaded>>(new Map());

  const keep = (id: string, answer: Loaded) => {
    loaded.value = new Map([...[...loaded.peek()].slice(1 - most), [id, answer]]);
  };
  const load = async (request: KnownRequest) => {
    try {
      keep(request.id, { state: await known.state(request), failure: null });
    } catch (error) {
      keep(request.id, { state: null, failure: visible((error as Error).message) });
    }
  };
  const stop = effect(() => {
    for (const request of [a.value, b.value]) {
      if (request !== null) untracked(() => !loaded.peek().get(request.id)?.state && void load(request));
    }
  });
  end.addEventListener("abort", stop);

  const sideOf = (request: KnownRequest | null) => (request === null ? undefined : loaded.value.get(request.id));
  const pairs = computed(() => pairsOf(sideOf(a.value)?.state ?? null, sideOf(b.value)?.state ?? null));
  // What is known of them looks the same: only the whole values tell.
  const stopTelling = effect(() => {
    const alike = pairs.value.filter(({ before, after }) => before?.truncated && looksSame(before, after));
    untracked(() => {
      for (const { key } of alike) {
        void wholes.load(a.peek()!, key, "state");
        void wholes.load(b.peek()!, key, "state");
      }
    });
  });
  end.addEventListener("abort", stopTelling);
  const makeRoot = createRoots(false);
  const roots = computed((): readonly DiffRoot[] =>
    pairs.value.map((pair) =>
      makeRoot(pair, {
        before: wholes.of(a.value!, pair.key, "state"),
        after: wholes.of(b.value!, pair.key, "state"),
      }),
    ),
  );

  return {
    a,
    b,
    failure: computed(() => sideOf(a.value)?.failure ?? sideOf(b.value)?.failure ?? null),
    ready: computed(() => Boolean(sideOf(a.value)?.state && sideOf(b.value)?.state)),
    exact: computed(() => [a.value, b.value].every((one) => sideOf(one)?.state?.exact ?? true)),
    diff: createDiff(roots),
    begin(request) {
      a.value = request;
    },
    swap() {
      const [from, to] = [a.peek(), b.peek()];
      if (from === null || to === null) return;
      batch(() => {
        a.value = to;
        table.choose(from.id);
      });
    },
    end() {
      a.value = null;
    },
    loadWhole({ root: { key }, before, after }) {
      if (before?.root.state === "cut") void wholes.load(a.peek()!, key, "state");
      if (after?.root.state === "cut") void wholes.load(b.peek()!, key, "state");
    },
  };
}

const looksSame = (before: RecordedValue, after: RecordedValue | null) =>
  before.text === after?.text && before.size === after.size && !before.redacted;

function pairsOf(before: RequestState | null, after: RequestState | null): readonly Pair[] {
  if (before === null || after === null) return [];
  const old = new Map(before.entries.map((entry) => [entry.key, entry]));
  const now = new Map(after.entries.map((entry) => [entry.key, entry]));
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => ({
    key,
    before: old.get(key) ?? null,
    after: now.get(key) ?? null,
  }));
}
