/** Where the rows of a list are, of which few have another height than the usual one. */

export interface RowLayout {
  readonly count: number;
  /** Pixels from the first row's top. Of `count`: where the last row ends. */
  topOf(index: number): number;
  /** The row at that place; the first or last one beyond the ends. */
  indexAt(top: number): number;
}

export interface RowHeights {
  readonly count: number;
  /** Pixels. */
  readonly usual: number;
  /** By the row's key, pixels. */
  readonly unusual: ReadonlyMap<string, number>;
  keyOf(index: number): string;
}

export const layoutOf = (heights: RowHeights): RowLayout =>
  heights.unusual.size === 0 ? evenLayout(heights) : unevenLayout(heights);

function evenLayout({ count, usual }: RowHeights): RowLayout {
  return {
    count,
    topOf: (index) => index * usual,
    indexAt: (top) => Math.min(Math.max(Math.floor(top / usual), 0), count - 1),
  };
}

function unevenLayout({ count, usual, unusual, keyOf }: RowHeights): RowLayout {
  const tops = [0];
  for (let index = 0; index < count; index++) tops.push(tops[index]! + (unusual.get(keyOf(index)) ?? usual));
  return {
    count,
    topOf: (index) => tops[index]!,
    indexAt(top) {
      let [first, last] = [0, count - 1];
      while (first < last) {
        const middle = Math.ceil((first + last) / 2);
        if (tops[middle]! <= top) first = middle;
        else last = middle - 1;
      }
      return first;
    },
  };
}
