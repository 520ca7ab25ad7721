/** Every page of a list to its end, and what the process holds at the beginning, in the middle and at the end. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type ListedApp, pageIn } from "./app.ts";
import type { Question } from "./engine.ts";
import { heapInUse } from "./heap.ts";

export interface Walk {
  readonly sessions: number;
  readonly pages: number;
  readonly seconds: number;
  /** Mebibytes in use after a collection of garbage: before, in the middle, afterwards. */
  readonly heap: readonly number[];
}

const rowsOfPage = 200;

/** `expected`: sessions in the store. */
export async function walk(app: ListedApp, { sort, filter }: Question, expected: number): Promise<Walk> {
  const heap = [mebibytes()];
  let [sessions, pages, next]: [number, number, string | null] = [0, 0, null];
  const start = performance.now();
  do {
    const page = pageIn(await app.list({ limit: rowsOfPage, sort, filter, ...(next !== null && { cursor: next }) }));
    sessions += page.sessions.length;
    pages++;
    next = page.next;
    if (heap.length === 1 && sessions >= expected / 2) heap.push(mebibytes());
    // Each page is a call of its own: between two, requests get their turn as they do between two calls of a socket.
    await nextTurn();
  } while (next !== null);
  const seconds = (performance.now() - start) / 1000;
  return { sessions, pages, seconds, heap: [...heap, mebibytes()] };
}

const mebibytes = (): number => heapInUse() / 1_048_576;
