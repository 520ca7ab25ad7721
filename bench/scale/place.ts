/** A store with so many sessions, and an app on it. */

import { openStore, type Store } from "sessionscope";
import { appOn, type ListedApp } from "../listing/app.ts";
import type { Bytes, Engine } from "../listing/engine.ts";
import { addCopies, fill } from "../listing/fill.ts";
import { idOf, lifetime, step } from "../listing/many-sessions.ts";

export interface Place {
  readonly count: number;
  readonly store: Store;
  readonly app: ListedApp;
  /** What each session takes up. */
  readonly bytes: Bytes;
  /** Adds dead sessions, under numbers from `count` on. Where they vanish by themselves, they will die at `deadline`. */
  addDead(dead: number, deadline: number): Promise<void>;
  end(): Promise<void>;
}

export async function placeWith(engine: Engine, count: number): Promise<Place> {
  const { url, end } = await engine.open();
  const store = await opened(url);
  await store.migrate?.();
  const before = await engine.bytes(url);
  const start = Date.now() - count * step;
  await fill(engine, store, url, count, start);
  const after = await engine.bytes(url);
  const each = (kind: keyof Bytes) => (after[kind] === null ? null : (after[kind] - before[kind]!) / count);
  const app = await appOn(store);
  return {
    count,
    store,
    app,
    bytes: { memory: each("memory"), disk: each("disk") },
    async addDead(dead, deadline) {
      const { selfExpiring } = store.traits;
      const began = selfExpiring ? start : start - 2 * lifetime;
      await addCopies(engine, url, began, { from: count, to: count + dead });
      if (selfExpiring) await dieAt(store, count, dead, deadline);
    },
    async end() {
      await app.close();
      await store.close?.();
      await end();
    },
  };
}

async function opened(url: string): Promise<Store> {
  const store = await openStore(url);
  if (store.kind !== "server") throw new Error("Only a server's store is measured at size.");
  return store;
}

/** Moves deadlines, many at once. */
async function dieAt(store: Store, from: number, count: number, deadline: number): Promise<void> {
  for (let n = from; n < from + count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, from + count - n) }, (_, at) => idOf(n + at));
    await Promise.all(some.map((id) => store.touch(id, deadline, null)));
  }
}

const atOnce = 200;
