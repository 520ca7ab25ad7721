/** Renders only the visible rows of a long list, and knows the height of the others. */

import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { type MeasuredRows, measureRows } from "./measured-rows.ts";
import { layoutOf, type RowLayout } from "./row-layout.ts";

/** A list with fewer rows is rendered whole. */
const longList = 60;
/** The number of rows rendered beyond each edge. They are rendered anew when half of them are in view. */
const beyond = 12;
/** What is assumed of the element that scrolls before it is there, pixels. */
const firstHeight = 700;

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

/** Indexes of the first and the last row. */
interface Range {
  readonly first: number;
  readonly last: number;
}

export function useWindow(input: WindowInput): ListWindow {
  const { scroller, count, rowHeight, above, keyOf, keep } = input;
  const [, render] = useReducer((times: number, _: undefined) => times + 1, 0);
  const measured = useRef<MeasuredRows>(null);
  const view = useRef({ top: 0, height: firstHeight });
  measured.current ??= measureRows(scroller, () => render(undefined));
  const { unusual, measure } = measured.current;
  measured.current.take(input);

  const long = count > longList;
  const layout = layoutOf({ count, usual: rowHeight, unusual, keyOf });
  const rendered = long ? widened(rowsIn(layout, view.current, above), beyond, count) : { first: 0, last: count - 1 };
  const covers = useRef<() => boolean>(() => true);
  covers.current = () => {
    const { first, last } = widened(rowsIn(layout, view.current, above), beyond / 2, count);
    return rendered.first <= first && rendered.last >= last;
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!long || element === null) return;
    const look = () => {
      view.current = { top: element.scrollTop, height: element.clientHeight };
      if (!covers.current()) render(undefined);
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [long, scroller]);

  if (!long)
    return { rows: Array.from({ length: count }, (_, index) => ({ index, gap: 0 })), rest: 0, measure: ignore };
  let next = 0;
  const rows = withKept(rendered, keep, count).map((index) => {
    const gap = layout.topOf(index) - layout.topOf(next);
    next = index + 1;
    return { index, gap };
  });
  return { rows, rest: layout.topOf(count) - layout.topOf(next), measure };
}

const ignore = () => {};

function rowsIn(
  layout: RowLayout,
  { top, height }: { readonly top: number; readonly height: number },
  above: number,
): Range {
  return { first: layout.indexAt(top - above), last: layout.indexAt(top - above + height) };
}

const widened = ({ first, last }: Range, by: number, count: number): Range => ({
  first: Math.max(0, first - by),
  last: Math.min(count - 1, last + by),
});

function withKept({ first, last }: Range, keep: number, count: number): number[] {
  const indexes = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (keep < 0 || keep >= count || (keep >= first && keep <= last)) return indexes;
  return keep < first ? [keep, ...indexes] : [...indexes, keep];
}
