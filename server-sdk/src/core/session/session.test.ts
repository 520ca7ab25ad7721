/** The dictionary: Django's methods and their flags, without any store. */

import { describe, expect, test } from "vitest";
import { HeadersSentError, KeyError, NotSerializableError } from "../errors.ts";
import { newSessionKey, sessionIdOf } from "../session-key.ts";
import { parseSettings } from "../settings.ts";
import { SessionDictionary } from "./dictionary.ts";
import { OpenSession, type SessionSource } from "./open-session.ts";
import { createSession, type Session } from "./property-access.ts";
import { SessionBase } from "./session.ts";

type Data = Record<string, unknown>;

/** A session over entries that are there already; `null`: the cookie leads nowhere. */
function sessionWith(
  entries: Record<string, unknown> | null,
  claimed = true,
): { session: Session<Data>; open: OpenSession; loads: () => number } {
  let loads = 0;
  const source: SessionSource = {
    policy: parseSettings({}),
    load: () => {
      loads++;
      if (entries === null) return null;
      const texts = new Map(Object.entries(entries).map(([key, value]) => [key, JSON.stringify(value)]));
      const now = Date.now();
      const stored = {
        entries: texts,
        createdAt: now,
        modifiedAt: now,
        expiresAt: now + 1e9,
        expiry: null,
        revision: 1,
        user: null,
      };
      const key = newSessionKey();
      return { key, id: sessionIdOf(key), stored };
    },
    remove: async () => {},
    newKey: newSessionKey,
    thrown: (error) => error,
  };
  const open = new OpenSession(source, claimed, false);
  return { session: createSession<Data>(open), open, loads: () => loads };
}

type Flags = { accessed: boolean; modified: boolean };
const table: [string, (session: Session<Data>) => unknown, unknown, Flags][] = [
  ["get of a key", (s) => s.get("a"), 1, { accessed: true, modified: false }],
  ["get of an absent key", (s) => s.get("q"), undefined, { accessed: true, modified: false }],
  ["get with a fallback", (s) => s.get("q", 7), 7, { accessed: true, modified: false }],
  ["property", (s) => s.a, 1, { accessed: true, modified: false }],
  ["in", (s) => "a" in s, true, { accessed: true, modified: false }],
  ["has", (s) => s.has("q"), false, { accessed: true, modified: false }],
  ["set", (s) => s.set("b", 2), undefined, { accessed: true, modified: true }],
  ["set of the value it has", (s) => s.set("a", 1), undefined, { accessed: true, modified: true }],
  ["delete", (s) => s.delete("a"), true, { accessed: true, modified: true }],
  ["delete of an absent key", (s) => s.delete("q"), false, { accessed: true, modified: false }],
  ["pop", (s) => s.pop("a"), 1, { accessed: true, modified: true }],
  ["pop with a fallback", (s) => s.pop("q", null), null, { accessed: true, modified: false }],
  ["pop with undefined as fallback", (s) => s.pop("q", undefined), undefined, { accessed: true, modified: false }],
  ["setDefault of a key", (s) => s.setDefault("a", 9), 1, { accessed: true, modified: false }],
  ["setDefault of an absent key", (s) => s.setDefault("q", 9), 9, { accessed: true, modified: true }],
  ["update", (s) => s.update({ b: 2 }), undefined, { accessed: true, modified: true }],
  ["update with nothing", (s) => s.update({}), undefined, { accessed: true, modified: true }],
  ["update of a key", (s) => s.update("a", (n) => Number(n) + 1), undefined, { accessed: true, modified: true }],
  ["keys", (s) => [...s.keys()], ["a"], { accessed: true, modified: false }],
  ["values", (s) => [...s.values()], [1], { accessed: true, modified: false }],
  ["items", (s) => [...s.items()], [["a", 1]], { accessed: true, modified: false }],
  ["iteration", (s) => [...s], [["a", 1]], { accessed: true, modified: false }],
  ["spreading", (s) => ({ ...s }), { a: 1 }, { accessed: true, modified: false }],
  ["Object.keys", (s) => Object.keys(s), ["a"], { accessed: true, modified: false }],
  ["JSON.stringify", (s) => JSON.stringify(s), '{"a":1}', { accessed: true, modified: false }],
  ["size", (s) => s.size, 1, { accessed: true, modified: false }],
  ["clear", (s) => s.clear(), undefined, { accessed: true, modified: true }],
  ["isEmpty", (s) => s.isEmpty(), false, { accessed: false, modified: false }],
  ["setTestCookie", (s) => s.setTestCookie(), undefined, { accessed: true, modified: true }],
  ["testCookieWorked", (s) => s.testCookieWorked(), false, { accessed: true, modified: false }],
  ["setExpiry", (s) => s.setExpiry(60), undefined, { accessed: true, modified: true }],
  ["setExpiry(null) when none was set", (s) => s.setExpiry(null), undefined, { accessed: true, modified: false }],
  ["getExpiryAge", (s) => s.getExpiryAge(), 1_209_600, { accessed: true, modified: false }],
  ["getExpiryAge of another expiry", (s) => s.getExpiryAge({ expiry: 60 }), 60, { accessed: false, modified: false }],
  [
    "getExpiryAge of no expiry",
    (s) => s.getExpiryAge({ expiry: null }),
    1_209_600,
    { accessed: false, modified: false },
  ],
  ["getSessionCookieAge", (s) => s.getSessionCookieAge(), 1_209_600, { accessed: false, modified: false }],
  ["getExpireAtBrowserClose", (s) => s.getExpireAtBrowserClose(), false, { accessed: true, modified: false }],
];

test.each(table)("%s: result and flags", (_, call, result, flags) => {
  const { session } = sessionWith({ a: 1 });
  expect(call(session)).toEqual(result);
  expect({ accessed: session.accessed, modified: session.modified }).toEqual(flags);
});

test("flush and cycleKey are modifications", async () => {
  for (const name of ["flush", "cycleKey"] as const) {
    const { session } = sessionWith({ a: 1 });
    await session[name]();
    expect(session).toMatchObject({ accessed: true, modified: true });
  }
});

test("update takes pairs and maps, as Python's does, and another session; a number as key is its text", () => {
  const { session } = sessionWith({ a: 1 });
  session.update([["b", 2]]);
  session.update(new Map([["c", 3]]));
  session.update(new Map([[4, "four"]]) as never);
  session.update(sessionWith({ e: 5 }).session);
  session.update([]);
  expect({ ...session }).toEqual({ a: 1, b: 2, c: 3, "4": "four", e: 5 });
});

test("del, pop and deleteTestCookie throw KeyError on an absent key, and modify nothing", () => {
  const { session } = sessionWith({ a: 1 });
  for (const call of [() => session.del("q"), () => session.pop("q"), () => session.deleteTestCookie()])
    expect(call).toThrow(KeyError);
  expect(session.modified).toBe(false);
});

test("a new session has neither flag, and nothing is loaded before somebody looks, and then once", () => {
  const { session, loads } = sessionWith({ a: 1 });
  expect([session.accessed, session.modified, loads()]).toEqual([false, false, 0]);
  session.get("a");
  session.has("b");
  expect(loads()).toBe(1);
});

test("awaiting or printing a session is no look at it", async () => {
  const { session, loads } = sessionWith({ secretThing: 1 });
  await session;
  const { inspect } = await import("node:util");
  expect(inspect(session)).toBe("Session (not loaded)");
  expect([session.accessed, loads()]).toEqual([false, 0]);
});

test("a printed session shows its data and never its key", async () => {
  const { session } = sessionWith({ a: { b: 1 } });
  session.get("a");
  const { inspect } = await import("node:util");
  expect(inspect(session)).toBe("{ a: { b: 1 } }");
  expect(inspect(session, { depth: 9, showHidden: true })).not.toContain(session.sessionKey);
});

describe("property access", () => {
  test("assignment, reading and deletion are those of the dictionary", () => {
    const { session } = sessionWith({ a: 1 });
    session.b = { c: [1] };
    expect(session.b).toEqual({ c: [1] });
    const name = "b";
    expect(session[name]).toBe(session.b);
    delete session.a;
    delete session.never;
    expect([...session.keys()]).toEqual(["b"]);
  });

  test.each(["get", "set", "flush", "size", "sessionKey", "constructor", "toString", "__proto__", "then"])(
    "session.%s cannot be assigned; set and get still take the name",
    (name) => {
      const { session } = sessionWith({});
      expect(() => {
        (session as Record<string, unknown>)[name] = 1;
      }).toThrow(/session\.set\(/);
      session.set(name, 1);
      expect(session.get(name)).toBe(1);
      expect(name in session).toBe(true);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  test("every member is one of the names that assignment refuses", () => {
    const { session } = sessionWith({});
    const classes = [SessionDictionary, SessionBase];
    const members = classes.flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
    for (const name of members.filter((name) => !["modified", "accessed"].includes(name))) {
      expect(() => Reflect.set(session, name, 1), name).toThrow(TypeError);
    }
  });

  test("a symbol, a definition and a prototype are refused", () => {
    const { session } = sessionWith({});
    expect(() => Reflect.set(session, Symbol("s"), 1)).toThrow(/symbol/);
    expect(() => Object.defineProperty(session, "a", { value: 1 })).toThrow(TypeError);
    expect(() => Object.setPrototypeOf(session, {})).toThrow(TypeError);
  });
});

describe("changes", () => {
  test("inside nested values are found", () => {
    const { session, open } = sessionWith({ cart: { items: [1] }, other: { x: 1 } });
    (session.cart as { items: number[] }).items.push(2);
    void session.other;
    expect(open.entries.changes()).toEqual({
      set: new Map([["cart", '{"items":[1,2]}']]),
      delete: new Set(),
      clear: false,
    });
  });

  test("an assignment of the same value is none", () => {
    const { session, open } = sessionWith({ a: 1, b: { c: 1 } });
    session.a = 1;
    session.b = { c: 1 };
    expect(open.entries.changes().set.size).toBe(0);
  });

  test("delete and set again leaves what was set", () => {
    const { session, open } = sessionWith({ a: 1 });
    session.del("a");
    session.a = 2;
    expect(open.entries.changes()).toEqual({ set: new Map([["a", "2"]]), delete: new Set(), clear: false });
  });

  test("clear and set says both", () => {
    const { session, open } = sessionWith({ a: 1, b: 2 });
    session.get("a");
    session.clear();
    session.c = 3;
    expect(open.entries.changes()).toEqual({ set: new Map([["c", "3"]]), delete: new Set(), clear: true });
  });

  test("a value that became unstorable is refused at commit, by its path", () => {
    const { session, open } = sessionWith({ cart: { items: [] } });
    (session.cart as { items: unknown[] }).items.push(new Date(0));
    expect(() => open.entries.changes()).toThrow(NotSerializableError);
    expect(() => open.entries.changes()).toThrow("cart.items[0]");
  });
});

describe("a change inside a value that leaves its JSON text as it is would be lost, and is refused at commit", () => {
  test.each<[string, (cart: { items: number[] }) => void, string]>([
    ["a property of an array", ({ items }) => void Object.assign(items, { total: 3 }), "cart.items"],
    ["-0 in place of 0", (cart) => void Object.assign(cart, { total: -0 }), "cart.total"],
    ["NaN in place of null", (cart) => void Object.assign(cart, { note: Number.NaN }), "cart.note"],
    ["undefined under a new name", (cart) => void Object.assign(cart, { gift: undefined }), "cart.gift"],
  ])("%s", (_, change, path) => {
    const { session, open } = sessionWith({ cart: { items: [1, 2], total: 0, note: null } });
    change(session.cart as never);
    expect(() => open.entries.changes()).toThrow(NotSerializableError);
    expect(() => open.entries.changes()).toThrow(`session "${path}" is`);
  });
});

test("what is not JSON is refused at the assignment, and nothing changes", () => {
  const { session } = sessionWith({ a: 1 });
  expect(() => {
    session.a = new Date(0);
  }).toThrow(NotSerializableError);
  expect([session.get("a"), session.modified]).toEqual([1, false]);
});

test("once the commit has begun, reading works and changes throw", async () => {
  const { session, open } = sessionWith({ a: 1 });
  open.close();
  expect(session.a).toBe(1);
  for (const change of [
    () => session.set("a", 2),
    () => session.delete("a"),
    () => session.clear(),
    () => session.setExpiry(1),
    () => session.update({ a: 2 }),
  ]) {
    expect(change).toThrow(HeadersSentError);
  }
  await expect(session.flush()).rejects.toThrow(HeadersSentError);
  await expect(session.cycleKey()).rejects.toThrow(HeadersSentError);
});

test("the key of a cookie that leads nowhere is never shown", () => {
  expect(sessionWith(null).session.sessionKey).toBeNull();
  expect(sessionWith({}, false).session.sessionKey).toBeNull();
});
