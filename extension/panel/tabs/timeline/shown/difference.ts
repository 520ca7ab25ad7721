/** What the current request did to the session: its keys before and after. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { DiffRow } from "../../../widgets/diff-rows.ts";
import { createDiff, type DiffState } from "../../../widgets/diff-state.ts";
import { createRoots } from "./recorded-root.ts";
import type { ShownRequest } from "./shown-request.ts";
import type { WholeValues } from "./whole-values.ts";

export interface Difference {
  readonly diff: DiffState;
  /** Loads the sides of a row that are cut. */
  loadWhole(row: DiffRow): void;
}

export function createDifference(shown: ReadonlySignal<ShownRequest | null>, wholes: WholeValues): Difference {
  const makeRoot = createRoots(true);
  const roots = computed(() => {
    const { request, detail } = shown.value ?? { detail: null };
    return (detail?.changes ?? []).map((pair) =>
      makeRoot(pair, {
        before: wholes.of(request!, pair.key, "before"),
        after: wholes.of(request!, pair.key, "after"),
      }),
    );
  });
  return {
    diff: createDiff(roots),
    loadWhole({ root: { key }, before, after }) {
      const request = shown.peek()?.request;
      if (request === undefined) return;
      if (before?.root.state === "cut") void wholes.load(request, key, "before");
      if (after?.root.state === "cut") void wholes.load(request, key, "after");
    },
  };
}
