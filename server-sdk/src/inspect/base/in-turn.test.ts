import { expect, test } from "vitest";
import { InTurn } from "./in-turn.ts";

test("work on the same thing waits for the work before it, failed or not; other work does not", async () => {
  const turns = new InTurn();
  const order: string[] = [];
  const { promise, reject } = Promise.withResolvers<never>();
  const first = turns.do("one", async () => {
    order.push("first");
    await promise;
  });
  const second = turns.do("one", async () => order.push("second"));
  await turns.do("another", async () => order.push("another"));
  expect(order.toSorted()).toEqual(["another", "first"]);
  reject(new Error("the store is down"));
  await expect(first).rejects.toThrow("the store is down");
  await second;
  expect(order.at(-1)).toBe("second");
});
