import { expect, test, vi } from "vitest";
import type { SessionCount } from "../../core/store.ts";
import { MemoryStore } from "../../stores/memory.ts";
import { estimateLifetime, Totals } from "./total.ts";

/** A store as large as the test says. */
class CountedStore extends MemoryStore {
  asked = 0;
  total: SessionCount = { count: 1_000_000, exact: false };

  override async count() {
    this.asked++;
    return this.total;
  }
}

test("An estimate is good for a while, and what is exact is counted each time", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const [store, totals] = [new CountedStore(), new Totals()];
  const first = await totals.of(store, {});
  store.total = { count: 2_000_000, exact: false };
  vi.setSystemTime(Date.now() + estimateLifetime - 1);
  expect([await totals.of(store, {}), store.asked]).toEqual([first, 1]);
  expect(await totals.of(store, { expired: true })).toEqual(store.total);

  vi.setSystemTime(Date.now() + 1);
  expect([await totals.of(store, {}), store.asked]).toEqual([store.total, 3]);
  totals.forget();
  expect(await totals.of(store, {})).toEqual(store.total);
  expect(store.asked).toBe(4);
  vi.setSystemTime(Date.now() + estimateLifetime);
  for (const count of [3, 2, 1]) {
    store.total = { count, exact: true };
    expect(await totals.of(store, {})).toEqual({ count, exact: true });
  }
  vi.useRealTimers();
});

test("What a filter leaves is not counted", async () => {
  const [store, totals] = [new CountedStore(), new Totals()];
  for (const filter of [{ user: "ada" }, { text: "" }, { expired: false }, { expired: true, signedIn: true }])
    expect(await totals.of(store, filter)).toBeNull();
  expect(store.asked).toBe(0);
});
