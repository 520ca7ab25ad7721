/**
 * Fills a store with many sessions in minutes: it writes a few itself, which are then copied under other ids, times and
 * users, by the database where there is one.
 */

import type { Store } from "sessionscope";
import type { Engine } from "./engine.ts";
import { idOf, patterns, sessionOf } from "./many-sessions.ts";

/** Sessions that one statement, or one flight of commands, copies. */
const atOnce = 10_000;

/** `store`: an empty one at this URL. `start`: as `sessionOf` has it. */
export async function fill(engine: Engine, store: Store, url: string, count: number, start: number): Promise<void> {
  for (let n = 0; n < Math.min(patterns, count); n++) await store.create(idOf(n), sessionOf(n, start));
  await addCopies(engine, url, start, { from: patterns, to: count });
}

/** Adds the sessions from one number up to another to a store that has been filled. */
export async function addCopies(
  engine: Engine,
  url: string,
  start: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const copies = await engine.copier(url, start);
  for (let next = from; next < to; next += atOnce) await copies.copy(next, Math.min(next + atOnce, to));
  await copies.finish();
}
