/**
 * Chromium often tells of a request before it has filled in the Set-Cookie lines of the response: those of most redirects
 * are missing then. Its log has them at once, or a moment later.
 */

import { type HarEntry, lacksLines, readEntry } from "./har-entry.ts";
import type { SeenResponse } from "./platform.ts";

/** Before the log is read for the second and last time. Milliseconds. */
const moment = 100;

interface Waiting {
  readonly entry: HarEntry;
  readonly last: boolean;
}

/**
 * @param log reads the log of the page's requests; navigations empty it.
 * @param tell hears each response once, with its lines, or else as one whose lines are not known.
 * @returns to be called with an entry that lacks lines.
 */
export function lateLines(
  log: () => Promise<{ readonly entries?: readonly HarEntry[] }>,
  tell: (seen: SeenResponse) => void,
): (entry: HarEntry) => void {
  let waiting: Waiting[] = [];
  let reading = false;

  const wait = (one: Waiting) => {
    waiting.push(one);
    if (!reading) void readAgain();
  };
  /** One reading at a time; what comes meanwhile shares the next. */
  const readAgain = async () => {
    reading = true;
    while (waiting.length > 0) {
      const gathered = waiting;
      waiting = [];
      const { entries = [] } = await log().catch(() => ({}) as { entries?: readonly HarEntry[] });
      for (const { entry, last } of gathered) {
        const found = entries.find((one) => isSame(one, entry));
        const filled = found !== undefined && !lacksLines(found);
        if (filled || last) tell(readEntry(found ?? entry)!);
        else setTimeout(() => wait({ entry, last: true }), moment);
      }
    }
    reading = false;
  };

  return (entry) => wait({ entry, last: false });
}

const isSame = (a: HarEntry, b: HarEntry): boolean =>
  a.request?.url === b.request?.url &&
  a.request?.method === b.request?.method &&
  a.startedDateTime === b.startedDateTime;
