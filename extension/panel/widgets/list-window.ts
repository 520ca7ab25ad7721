/** Of a long list only what can be seen is there: which rows, and how much room the others take. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";

/** Shorter lists are there as a whole. */
const longList = 60;
/** Rows beyond either edge. */
const beyond = 12;

export interface WindowInput {
  /** What scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Height of a usual row, pixels. */
  readonly rowHeight: number;
  /** Height of what stands above the rows and scrolls with them or sticks, pixels. */
  readonly above: number;
  readonly keyOf: (index: number) => string;
  /** A row that is there wherever the list is scrolled to: it has the focus. -1: none. */
  readonly keep: number;
}

export interface WindowRow {
  readonly index: number;
  /** Pixels left out before it. */
  readonly gap: number;
}

export interface ListWindow {
  readonly rows: readonly WindowRow[];
  /** Pixels left out after the last one. */
  readonly rest: number;
  /** Give it to each row that carries its `data-index`, so that its height is known. */
  readonly measure: (element: HTMLElement | null) => void;
}

/** Where a list is cut off, when nothing is known of the room yet. */
const firstHeight = 700;

export function useWindow({ scroller, count, rowHeight, above, keyOf, keep }: WindowInput): ListWindow {
  const [, render] = useReducer((times: number, _: undefined) => times + 1, 0);
  const instance = useRef<Virtualizer<HTMLElement, HTMLElement>>(null);
  const long = count > longList;
  const options = {
    count,
    enabled: long,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: beyond,
    scrollMargin: above,
    initialRect: { width: 0, height: firstHeight },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    rangeExtractor: ({ startIndex, endIndex }: { startIndex: number; endIndex: number }) => {
      const first = Math.max(0, startIndex - beyond);
      const last = Math.min(count - 1, endIndex + beyond);
      const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
      if (keep < 0 || keep >= count || (keep >= first && keep <= last)) return indexes;
      return keep < first ? [keep, ...indexes] : [...indexes, keep];
    },
    onChange: () => render(undefined),
  };
  instance.current ??= new Virtualizer<HTMLElement, HTMLElement>(options);
  const virtualizer = instance.current;
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  // Rows of another height now: those that were measured before are no guide.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  if (!long) {
    return { rows: Array.from({ length: count }, (_, index) => ({ index, gap: 0 })), rest: 0, measure: () => {} };
  }
  let end = above;
  const rows = virtualizer.getVirtualItems().map((item) => {
    const gap = item.start - end;
    end = item.end;
    return { index: item.index, gap };
  });
  // The total leaves the margin out.
  return { rows, rest: virtualizer.getTotalSize() + above - end, measure: virtualizer.measureElement };
}
