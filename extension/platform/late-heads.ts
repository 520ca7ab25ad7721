/**
 * Completes responses whose head, or the Set-Cookie lines of it, is missing. Chromium often reports a request before it has
 * filled them in, most redirects among them. Its log of requests has them at once or a moment later.
 */

import { type HarEntry, headIsLate, readEntry } from "./har-entry.ts";
import type { SeenResponse } from "./platform.ts";

/** Milliseconds before the log is read for the second and last time. */
const moment = 100;

interface Waiting {
  readonly entry: HarEntry;
  readonly last: boolean;
}

/**
 * @param log reads the log of the page's requests, which a navigation empties.
 * @param tell called once for each response, with its lines, or saying that they are not known. A request that failed without
 * a response is not told.
 * @returns a function that takes an entry without its whole head.
 */
export function lateHeads(
  log: () => Promise<{ readonly entries?: readonly HarEntry[] }>,
  tell: (seen: SeenResponse) => void,
): (entry: HarEntry) => void {
  let waiting: Waiting[] = [];
  let reading = false;

  const tellResponse = (entry: HarEntry) => {
    const response = readEntry(entry);
    if (response !== null) tell(response);
  };
  const wait = (one: Waiting) => {
    waiting.push(one);
    if (!reading) void readAgain();
  };
  /** Reads the log one at a time; entries that come meanwhile share the next reading. */
  const readAgain = async () => {
    reading = true;
    while (waiting.length > 0) {
      const gathered = waiting;
      waiting = [];
      const { entries = [] } = await log().catch(() => ({}) as { entries?: readonly HarEntry[] });
      for (const { entry, last } of gathered) {
        const found = entries.find((one) => isSame(one, entry));
        const filled = found !== undefined && !headIsLate(found);
        if (filled || last) tellResponse(found ?? entry);
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
