/** Finds the lines that two texts share, in the same order. */

/** The most lines compared one by one; a longer differing part counts as changed as a whole. */
const mostCompared = 1500;

/** For each line of `after`, the index of the same line in `before`; -1 for a new or changed line. */
export function sameLines(before: readonly string[], after: readonly string[]): readonly number[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [old, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const middle = longestCommon(old, now);
  return after.map((_, index) => {
    if (index < head) return index;
    if (index >= after.length - tail) return index - after.length + before.length;
    const found = middle[index - head]!;
    return found === -1 ? -1 : found + head;
  });
}

function longestCommon(before: readonly string[], after: readonly string[]): number[] {
  const found = after.map(() => -1);
  if (before.length > mostCompared || after.length > mostCompared) return found;
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let old = before.length - 1; old >= 0; old--) {
    for (let now = after.length - 1; now >= 0; now--) {
      lengths[old * width + now] =
        before[old] === after[now]
          ? lengths[(old + 1) * width + now + 1]! + 1
          : Math.max(lengths[(old + 1) * width + now]!, lengths[old * width + now + 1]!);
    }
  }
  for (let old = 0, now = 0; old < before.length && now < after.length; ) {
    if (before[old] === after[now]) found[now++] = old++;
    else if (lengths[(old + 1) * width + now]! >= lengths[old * width + now + 1]!) old++;
    else now++;
  }
  return found;
}

/** The number of new or changed lines in `after`; if there are none, the number of removed lines. */
export function linesChanged(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  // Move back to the start of the line in which the difference begins.
  head = after.slice(0, head).lastIndexOf("\n") + 1;
  let tail = 0;
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  // Move on to the end of the line in which the difference ends.
  const rest = after.indexOf("\n", after.length - tail);
  tail = rest === -1 ? 0 : after.length - rest;
  const [old, now] = [before, after].map((text) => text.slice(head, text.length - tail).split("\n"));
  return sameLines(old!, now!).filter((line) => line === -1).length || old!.length - now!.length;
}
