/**
 * Every step to the database and to the cache, and every answer, held back and let go in random orders: whatever was
 * acknowledged is what readers see afterwards, and in the end the cache agrees with the database.
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { MemoryCache } from "../../../tests/memory-cache.ts";
import type { Cache } from "../../core/cache.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { Store } from "../../core/store.ts";
import { change, hour, newId, plain, session } from "../../testing/store-suite/trial.ts";
import { CachedDatabaseStore } from "../cached-database.ts";
import { MemoryStore } from "../memory.ts";

type Scheduler = fc.Scheduler;

/** The same object, where each call waits for its turn before it acts and again before it answers. */
function held<T extends object>(target: T, scheduler: Scheduler, methods: readonly (keyof T & string)[]): T {
  const holding = Object.create(target) as Record<string, unknown>;
  for (const name of methods) {
    const method = target[name] as (...args: unknown[]) => Promise<unknown>;
    holding[name] = async (...args: unknown[]) => {
      await scheduler.schedule(Promise.resolve(), `${name} asked`);
      const result = await method.apply(target, args);
      await scheduler.schedule(Promise.resolve(), `${name} answered`);
      return result;
    };
  }
  return holding as T;
}

const cacheMethods = ["get", "add", "replace", "remove"] as const satisfies (keyof Cache)[];
const storeMethods = ["load", "commit", "rotate", "touch", "delete"] as const satisfies (keyof Store)[];

const action = fc.record({
  what: fc.constantFrom("load", "load", "commit", "commit", "clear", "touch", "delete", "rotate", "forget"),
  by: fc.nat({ max: 1 }),
});
const plan = fc.array(action, { minLength: 2, maxLength: 7 });

async function play(
  scheduler: Scheduler,
  actions: readonly { what: string; by: number }[],
  warm: boolean,
): Promise<void> {
  const database = new MemoryStore();
  const cache = new MemoryCache();
  const stores = [1, 2].map(
    () =>
      new CachedDatabaseStore({
        database: held<Store>(database, scheduler, storeMethods),
        cache: held<Cache>(cache, scheduler, cacheMethods),
      }),
  );
  const direct = new CachedDatabaseStore({ database, cache });
  const [id, next] = [newId(), newId()];
  await direct.create(id, session({ entries: {} }));
  if (warm) await direct.load(id);

  let ended = false;
  const acknowledged = new Set<string>();
  let cleared = false;
  const act = async ({ what, by }: { what: string; by: number }, index: number): Promise<void> => {
    const store = stores[by]!;
    const key = `k${index}`;
    if (what === "forget") {
      await scheduler.schedule(Promise.resolve(), "the cache forgets");
      cache.forget();
    } else if (what === "touch") {
      await store.touch(id, Date.now() + hour + index, null);
    } else if (what === "delete") {
      await store.delete(id);
      ended = true;
    } else if (what === "rotate") {
      if ((await store.rotate(id, next, change())).outcome === "stored") ended = true;
    } else if (what !== "load") {
      if (what === "clear") cleared = true;
      const made = change({ set: { [key]: "1" }, clear: what === "clear" });
      if ((await store.commit(id, made)).outcome === "stored") acknowledged.add(key);
    }
    await look(store);
  };
  const look = async (store: Store): Promise<void> => {
    const endedBefore = ended;
    const before = [...acknowledged];
    const found = await store.load(id);
    if (endedBefore) equal(found, null, "a session that had ended was seen");
    if (!found || cleared) return;
    for (const key of before) ok(found.entries.has(key), `a reader did not see ${key}, acknowledged before it asked`);
  };
  const work = Promise.all(actions.map(act));
  await scheduler.waitFor(work);
  for (const one of [id, next]) await agree(direct, database, one);
}

async function agree(direct: Store, database: Store, id: SessionId): Promise<void> {
  const [cached, stored] = [await direct.load(id), await database.load(id)];
  deepEqual(cached && plain(cached), stored && plain(stored), "the cache does not agree with the database");
}

test("in whatever order the steps happen, readers see what was acknowledged, and cache and database agree", async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), plan, fc.boolean(), play), { numRuns: 3000 });
});
