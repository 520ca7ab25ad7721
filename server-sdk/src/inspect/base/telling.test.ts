import { expect, test } from "vitest";
import { OneWarning } from "./one-warning.ts";
import type { Inspected } from "./serve-bridge.ts";
import { Telling } from "./telling.ts";

function begin() {
  const told: string[] = [];
  const endpoint = { withoutSession: () => told.push("without a session") };
  const inspected = { endpoint } as unknown as Inspected;
  const telling = new Telling(new OneWarning());
  telling.inspected = inspected;
  return { told, inspected, telling, note: (name: string) => () => void told.push(name) };
}

test("what requests did waits until a panel asks, and is told at once while it is answered", async () => {
  const { told, inspected, telling, note } = begin();
  telling.tell(note("one"), 1);
  telling.withoutSession();
  expect(told).toEqual([]);
  await telling.asked(inspected, async () => {
    expect(told).toEqual(["without a session", "one"]);
    telling.tell(note("two"), 1);
    telling.withoutSession();
    expect(told.slice(2)).toEqual(["two", "without a session"]);
  });
  telling.tell(note("three"), 1);
  expect(told).toHaveLength(4);
});

test("what takes time is told one after the other, before the panel is answered", async () => {
  const { told, inspected, telling } = begin();
  const slow = Promise.withResolvers<void>();
  telling.tellInTurn(async () => {
    await slow.promise;
    told.push("slow");
  }, 1);
  telling.tellInTurn(async () => void told.push("quick"), 1);
  const answered = telling.asked(inspected, async () => void told.push("answer"));
  expect(told).toEqual([]);
  slow.resolve();
  await answered;
  expect(told).toEqual(["slow", "quick", "answer"]);
});

test("a panel that listens is told at once until it has its whole answer", async () => {
  const { told, inspected, telling, note } = begin();
  const end = await telling.listens(inspected);
  telling.tell(note("one"), 1);
  end();
  telling.tell(note("two"), 1);
  expect(told).toEqual(["one"]);
});

test("a failure is one warning, and what comes after it is told", async () => {
  const { told, inspected, telling, note } = begin();
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on("warning", hear);
  telling.tell(() => {
    throw new Error("no store");
  }, 1);
  telling.tellInTurn(() => Promise.reject(new Error("no secret")), 1);
  telling.tell(note("after"), 1);
  await telling.asked(inspected, async () => {});
  await new Promise(setImmediate);
  process.off("warning", hear);
  expect(told).toEqual(["after"]);
  expect(warnings.map(({ message }) => message)).toEqual([
    "Sessionscope may not show all that requests do to sessions: no store.",
  ]);
});

test("where nobody can look, nothing is kept", async () => {
  const { told, inspected, telling, note } = begin();
  telling.tell(note("one"), 1);
  telling.stop();
  telling.tell(note("two"), 1);
  telling.withoutSession();
  await telling.asked(inspected, async () => {});
  expect(told).toEqual([]);
});
