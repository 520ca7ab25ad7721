/** Heights of rows as the browser draws them. */

import type { RefObject } from "preact";

interface Rows {
  readonly count: number;
  readonly rowHeight: number;
  readonly keyOf: (index: number) => string;
}

export interface MeasuredRows {
  /** Rows whose height is not the usual one: pixels, by key. */
  readonly unusual: ReadonlyMap<string, number>;
  /** The rows that are drawn now. With another usual height, earlier measurements do not count. */
  take(rows: Rows): void;
  /** A ref for a row with its `data-index`. */
  measure(element: HTMLElement | null): void;
}

/** Less than that, in pixels, is what zooming makes of a height. */
const least = 0.5;

export function measureRows(scroller: RefObject<HTMLElement | null>, changed: () => void): MeasuredRows {
  const unusual = new Map<string, number>();
  let rows: Rows = { count: 0, rowHeight: 0, keyOf: () => "" };
  let observer: ResizeObserver | undefined;

  /** @returns how much higher the row is than it was thought to be; 0 for one that is no longer drawn. */
  const growth = ({ target, borderBoxSize }: ResizeObserverEntry): number => {
    if (!target.isConnected) {
      observer!.unobserve(target);
      return 0;
    }
    const key = rows.keyOf(Number((target as HTMLElement).dataset.index));
    const height = borderBoxSize[0]!.blockSize;
    const grown = height - (unusual.get(key) ?? rows.rowHeight);
    if (Math.abs(grown) < least) return 0;
    if (Math.abs(height - rows.rowHeight) < least) unusual.delete(key);
    else unusual.set(key, height);
    return grown;
  };
  const observe = (entries: readonly ResizeObserverEntry[]) => {
    let [any, aboveView] = [false, 0];
    const view = scroller.current;
    const top = view?.getBoundingClientRect().top ?? 0;
    for (const entry of entries) {
      const grown = growth(entry);
      if (grown === 0) continue;
      any = true;
      if (entry.target.getBoundingClientRect().bottom - grown <= top) aboveView += grown;
    }
    // What is in view stays where it is.
    if (view !== null && aboveView !== 0) view.scrollTop += aboveView;
    if (any) changed();
  };

  return {
    unusual,
    take(now) {
      if (now.rowHeight !== rows.rowHeight) unusual.clear();
      rows = now;
    },
    measure(element) {
      if (element === null) return;
      observer ??= new ResizeObserver(observe);
      observer.observe(element);
    },
  };
}
