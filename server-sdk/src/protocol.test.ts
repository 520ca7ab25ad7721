import { describe, expect, test } from "vitest";
import * as v from "./core/valibot.ts";
import {
  CallError,
  Changed,
  commands,
  commitLimit,
  cookieLimits,
  Event,
  Expiry,
  isSessionCookie,
  listLimit,
  nameLimit,
  pathLimit,
  SessionState,
  tokenIn,
  valueCap,
} from "./protocol.ts";

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

test.each([
  ["sid", undefined, true],
  ["sid.sig", ["sid.sig"], true],
  ["sid.sig2", ["sid.sig"], false],
  ["sid.0", ["sid.*"], true],
  ["sid.", ["sid.*"], false],
  ["other.0", ["sid.*"], false],
  ["theme", ["*"], false],
  ["Sid.sig", ["sid.sig"], false],
  ["0b1a7f5e-6a0d-4d0e-9d5c-2f4f7a1c9e3b", ["{uuid}"], true],
  ["0b1a7f5e-6a0d-4d0e-9d5c-2f4f7a1c9e3b2", ["{uuid}"], false],
  ["a0b1a7f5e-6a0d-4d0e-9d5c-2f4f7a1c9e3b", ["{uuid}"], false],
  ["0b1a7f5e-6a0d-4d0e-9d5c-2f4f7a1c9e3b", ["sid.*"], false],
  ["connect.sid", ["{uuid}"], false],
] as const)("%s with %j belongs to the session cookie: %s", (name, more, belongs) => {
  expect(isSessionCookie({ name: "sid", ...(more && { more: [...more] }) }, name)).toBe(belongs);
});

describe("the token in a pasted text", () => {
  const token = "kQ3-x_9ZsT0aBcDeFgHiJw";

  test.each([
    token,
    `  ${token}\n`,
    `Sessionscope: debug endpoint at /__sessionscope__ token: ${token}`,
    `[web] Sessionscope: debug endpoint at /__sessionscope__ token: ${token}\r\n`,
    ` token:\t${token} `,
  ])("%j", (text) => {
    expect(tokenIn(text)).toBe(token);
  });

  test.each(["my-token:with-a-colon", "token:1234567890abcdef"])("one that an app chose stays whole: %s", (chosen) => {
    expect(tokenIn(chosen)).toBe(chosen);
    expect(tokenIn(`Sessionscope: … token: ${chosen}`)).toBe(chosen);
  });

  test("nothing is nothing", () => {
    expect(tokenIn(" \n")).toBe("");
  });
});

describe("the public id of a generated token", () => {
  const refusal = (server: unknown) => ({ code: "token-required", message: "", server });

  test("is short and safe in a URL", () => {
    expect(v.parse(CallError, refusal("Zk3_-b9LmN0pQr1s"))).toMatchObject({ server: "Zk3_-b9LmN0pQr1s" });
    expect(v.parse(CallError, { code: "token-required", message: "" }).server).toBeUndefined();
  });

  test.each(["", "a".repeat(65), "a/b", "a b", "a\n", "é", 7, null])("cannot be %j", (server) => {
    expect(v.safeParse(CallError, refusal(server)).success).toBe(false);
  });
});

describe("bounds of what the panel takes from a server", () => {
  const cause = { by: "request", method: "GET", path: "/", at: 1 };
  const state = {
    handle: "h",
    revision: 1,
    createdAt: 1,
    modifiedAt: 1,
    expiresAt: 8.64e15,
    expiry: { kind: "seconds", seconds: 8.64e12 },
    user: null,
    size: Number.MAX_SAFE_INTEGER,
    entries: [],
    lastChange: cause,
  };
  const entry = { key: "k", text: "1", size: 1, truncated: false, redacted: false, changed: null };
  const touch = { key: "k", kind: "changed", paths: [["a", 0]] };
  const changed = { type: "changed", handle: "h", revision: 1, changes: [touch], cause };
  const commit = { revision: 1, changes: [touch], cause };
  const answer = { reading: { state: "none", now: 1 }, cookies: ["c".repeat(cookieLimits.length)] };
  const entries = (count: number) => Array.from({ length: count }, (_, at) => ({ ...entry, key: `k${at}` }));
  const many = (count: number, one: unknown) => Array.from({ length: count }, () => one);

  test("what is at a bound is taken", () => {
    expect(v.is(SessionState, state)).toBe(true);
    expect(v.is(Event, { ...changed, changes: many(listLimit, touch) })).toBe(true);
    expect(v.is(SessionState, { ...state, commits: many(commitLimit, commit) })).toBe(true);
    expect(v.is(Event, { ...changed, changes: [{ ...touch, paths: many(pathLimit, many(pathLimit, 1)) }] })).toBe(true);
    expect(v.is(SessionState, { ...state, entries: entries(listLimit) })).toBe(true);
    expect(v.is(SessionState, { ...state, entries: [{ ...entry, text: "1".repeat(valueCap) }] })).toBe(true);
    expect(v.is(commands["session.value"].result, { ...entry, text: "1".repeat(valueCap + 1) })).toBe(true);
    expect(v.is(Changed, { ...answer, cookies: many(cookieLimits.lines, "c") })).toBe(true);
    expect(v.is(commands.hello.result.entries.sdk, "s".repeat(nameLimit))).toBe(true);
  });

  test.each([
    ["a time that is none", SessionState, { ...state, expiresAt: 8.64e15 + 1 }],
    ["a time before all times", SessionState, { ...state, createdAt: -1e300 }],
    ["a span that leads to no time", SessionState, { ...state, expiry: { kind: "seconds", seconds: 1e300 } }],
    ["a size that no number holds", SessionState, { ...state, size: 1e300 }],
    ["a revision that no number holds", SessionState, { ...state, revision: 1e300 }],
    ["too many entries", SessionState, { ...state, entries: entries(listLimit + 1) }],
    [
      "a long text that is not cut",
      SessionState,
      { ...state, entries: [{ ...entry, text: "1".repeat(valueCap + 1) }] },
    ],
    ["a key that comes twice", SessionState, { ...state, entries: [entry, { ...entry, text: "2" }] }],
    ["a method that is none", SessionState, { ...state, lastChange: { ...cause, method: "m".repeat(nameLimit + 1) } }],
    ["too many keys", Event, { ...changed, changes: many(listLimit + 1, touch) }],
    ["too many commits", SessionState, { ...state, commits: many(commitLimit + 1, commit) }],
    ["too many paths", Event, { ...changed, changes: [{ ...touch, paths: many(pathLimit + 1, ["a"]) }] }],
    ["too long a path", Event, { ...changed, changes: [{ ...touch, paths: [many(pathLimit + 1, "a")] }] }],
    ["a window that is none", Event, { ...changed, cause: { ...cause, window: "w".repeat(65) } }],
    ["too many cookies", Changed, { ...answer, cookies: many(cookieLimits.lines + 1, "c") }],
    ["too long a cookie", Changed, { ...answer, cookies: ["c".repeat(cookieLimits.length + 1)] }],
    ["too long a name", commands.hello.result.entries.sdk, "s".repeat(nameLimit + 1)],
  ] as const)("%s is refused", (_, schema, value) => {
    expect(v.is(schema, value)).toBe(false);
  });
});
