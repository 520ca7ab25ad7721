/** Renders only the visible rows of a long list, and knows the height of the others. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";

/** A list with fewer rows is rendered whole. */
const longList = 60;
/** The number of rows rendered beyond each edge. */
const beyond = 12;

export interface WindowInput {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Height of a usual row, pixels. */
  readonly rowHeight: number;
  /** Height of the content above the rows inside the scrolling element, pixels. */
  readonly above: number;
  readonly keyOf: (index: number) => string;
  /** Index of the row that is always rendered because it has the focus; -1 for none. */
  readonly keep: number;
}

export interface WindowRow {
  readonly index: number;
  /** Height of the rows left out before this one, pixels. */
  readonly gap: number;
}

export interface ListWindow {
  readonly rows: readonly WindowRow[];
  /** Height of the rows left out after the last one, pixels. */
  readonly rest: number;
  /** A ref for each row, which must have its `data-index`; it measures the row's height. */
  readonly measure: (element: HTMLElement | null) => void;
}

/** The number of rows rendered before the height of the list is known. */
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
  // The row height has changed, so earlier measurements do not count.
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
  // The total does not include the margin.
  return { rows, rest: virtualizer.getTotalSize() + above - end, measure: virtualizer.measureElement };
}
