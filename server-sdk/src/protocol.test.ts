import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { commands, Expiry } from "./protocol.ts";

const update = commands["session.update"].params;
const refusal = (params: unknown) => v.safeParse(update, params).issues?.[0];

describe("session.update", () => {
  test("keeps keys that name parts of JavaScript objects", () => {
    const text =
      '{"set":{"constructor":"1","__proto__":"2","prototype":"3"},"delete":[],"expect":{"constructor":null,"__proto__":null,"prototype":"3"}}';
    const { set, expect: seen } = v.parse(update, JSON.parse(text));
    expect(Object.entries(set)).toEqual([
      ["constructor", "1"],
      ["__proto__", "2"],
      ["prototype", "3"],
    ]);
    expect(Object.entries(seen)).toHaveLength(3);
  });

  test.each([
    [
      "a text that is not JSON, naming the key",
      { set: { a: "{" }, delete: [], expect: { a: null } },
      "must be JSON text",
    ],
    ["a list where the dictionary belongs", { set: [], delete: [], expect: {} }, "must be an object"],
    [
      "a number for a text",
      { set: { a: 1 }, delete: [], expect: { a: null } },
      "Invalid type: Expected string but received 1",
    ],
    [
      "a change of a key nobody looked at",
      { set: { a: "1" }, delete: [], expect: {} },
      "expect must name every key of set and delete",
    ],
    [
      "a deletion of a key nobody looked at",
      { set: {}, delete: ["a"], expect: {} },
      "expect must name every key of set and delete",
    ],
    ["a key both set and deleted", { set: { a: "1" }, delete: ["a"], expect: { a: null } }, "a key is set and deleted"],
    [
      "a word more",
      { set: {}, delete: [], expect: {}, force: true },
      'Invalid key: Expected never but received "force"',
    ],
  ])("refuses %s", (_, params, message) => {
    expect(refusal(params)?.message).toBe(message);
  });
});

test("the issue names the key", () => {
  const issue = refusal({ set: { "a.b": "{" }, delete: [], expect: { "a.b": null } });
  expect(issue && v.getDotPath(issue)).toBe("set.a.b");
});

test("an expiry that JSON cannot carry is refused", () => {
  expect(v.safeParse(Expiry, { kind: "seconds", seconds: Number.POSITIVE_INFINITY }).success).toBe(false);
});
