/** Requests wait for a batch at most, and not for the next one as well. */

import { expect, test, vi } from "vitest";
import { newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";
import type { Step } from "./engine.ts";
import { SqliteEngine } from "./sqlite.ts";

const waits: unknown[] = [];
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: async (milliseconds: number) => void waits.push(milliseconds),
}));

test("between two batches clearExpired rests for as long as the first took", async () => {
  const store = await DatabaseStore.open("sqlite::memory:");
  for (let index = 0; index < 7; index++) await store.create(newId(), session({ expiresAt: Date.now() - 1 }));
  waits.length = 0;
  let time = 1000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => time);
  const durations = [30, 5, 40, 7];
  const batches = vi.spyOn(SqliteEngine.prototype, "run").mockImplementation(async function (
    this: SqliteEngine,
    step: Step,
  ) {
    time += durations.shift()!;
    return this.runNow(step);
  });

  const steps: number[] = [];
  for await (const count of store.clearExpired(2, new AbortController().signal)) {
    steps.push(count);
    // What is done with the number is not the batch's.
    time += 1000;
  }
  for (const spy of [clock, batches]) spy.mockRestore();
  expect(steps).toEqual([2, 2, 2, 1]);
  expect(waits).toEqual([30, 5, 40]);
  await store.close();
});
