import { describe, expect, test, vi } from "vitest";
import { counting, managerOf, request } from "../../../tests/requests.ts";
import { MemoryStore } from "../../stores/memory.ts";
import { NotSerializableError } from "../errors.ts";
import { valueRule } from "./value-rule.ts";

class Money {
  amount = 7;
}

const coerced = valueRule({ coerceValues: true });

describe("coerceValues stores what JSON.stringify makes of a value", () => {
  test.each<[string, unknown, string | undefined]>([
    ["a Date", new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ["an instance", new Money(), '{"amount":7}'],
    ["undefined inside", { a: undefined, b: [undefined] }, '{"b":[null]}'],
    ["an error", new Error("lost"), "{}"],
    ["NaN and -0", [Number.NaN, -0], "[null,0]"],
    ["a function", () => 1, undefined],
    ["undefined", undefined, undefined],
    ["a toJSON that gives nothing", { toJSON: () => undefined }, undefined],
  ])("%s", (_name, value, text) => {
    expect(coerced.text("k", value)).toBe(text);
  });

  const cycle: Record<string, unknown> = { at: new Date(0) };
  cycle.self = cycle;
  test.each<[string, unknown, string]>([
    ["a BigInt", { at: new Date(0), n: [1n] }, '"k.n[0]" is a BigInt'],
    ["a cycle", cycle, "is part of a cycle"],
    ["a toJSON that throws", { toJSON: () => assertNever() }, "never"],
  ])("refuses %s, naming it", (_name, value, message) => {
    expect(() => coerced.text("k", value)).toThrow(NotSerializableError);
    expect(() => coerced.text("k", value)).toThrow(message);
  });
});

function assertNever(): never {
  throw new Error("never");
}

test("one warning for each path, and none for what JSON holds", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  for (let times = 0; times < 2; times++) coerced.text("form", { fine: 1, from: new Date(0), to: { at: new Date(1) } });
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringContaining('session "form.from" is a Date instance'),
    expect.stringContaining('session "form.to.at" is a Date instance'),
  ]);
  warn.mockRestore();
});

test("off by default a Date is refused at the assignment", async () => {
  await request(managerOf(new MemoryStore()), undefined, (session) => {
    expect(() => session.set("at", new Date(0))).toThrow(NotSerializableError);
  });
});

test("the next request reads what was stored; what JSON has nothing for is no key", async () => {
  const sessions = managerOf(new MemoryStore(), { coerceValues: true });
  const first = await request(sessions, undefined, (session) => {
    session.set("at", new Date(0));
    session.set("none", 1);
    session.set("none", undefined);
    expect([session.get("at"), session.has("none")]).toEqual([new Date(0), false]);
  });
  const key = first.cookieSet;
  await request(sessions, key, (session) => {
    expect(session.toJSON()).toEqual({ at: "1970-01-01T00:00:00.000Z" });
    session.set("at", { toJSON: () => undefined });
  });
  await request(sessions, key, (session) => expect(session.toJSON()).toEqual({}));
});

test("a visitor whose only value is undefined costs nothing", async () => {
  const { store, calls } = counting(new MemoryStore());
  const exchange = await request(managerOf(store, { coerceValues: true }), undefined, (session) =>
    session.set("nothing", undefined),
  );
  expect([calls, exchange.cookieSet]).toEqual([[], undefined]);
});
