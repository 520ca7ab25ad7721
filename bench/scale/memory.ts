/** What a session takes up in this process, kept by the memory store. */

import { MemoryStore } from "sessionscope/stores/memory";
import { heapInUse } from "../listing/heap.ts";
import { idOf, sessionOf } from "../listing/many-sessions.ts";

/** Bytes of the heap per session. */
export async function bytesInMemory(count: number): Promise<number> {
  const store = new MemoryStore({ maxSessions: count, maxBytes: Number.MAX_SAFE_INTEGER });
  const before = heapInUse();
  for (let n = 0; n < count; n++) await store.create(idOf(n), sessionOf(n, Date.now()));
  const used = heapInUse() - before;
  // Asked afterwards, so that the sessions are still there when they are weighed.
  const kept = (await store.count("all")).count;
  if (kept !== count) throw new Error(`The memory store kept ${kept} of ${count} sessions.`);
  return used / count;
}
