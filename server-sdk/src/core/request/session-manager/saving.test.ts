/** What one request asks of the store and sends to the browser: nothing for nothing. */

import { describe, expect, test } from "vitest";
import { counting, managerOf, request, texts, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";

describe.each([
  ["a store that answers at once", false],
  ["a store that has to be waited for", true],
])("nothing for nothing, on %s", (_, waiting) => {
  test("a stranger who stores nothing costs no call and gets no header", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const exchange = await request(managerOf(store), undefined, () => {});
    expect([calls, exchange.headers]).toEqual([[], []]);
  });

  test("a stranger who is looked at gets Vary and nothing else", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const exchange = await request(managerOf(store), undefined, (session) => session.get("a"));
    expect([calls, exchange.headers]).toEqual([[], [["Vary", "Cookie"]]]);
  });

  test("reading is one load and no write", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1, b: { c: 1 } });
    calls.length = 0;
    const exchange = await request(sessions, key, (session) => [session.a, session.b, { ...session }]);
    expect(calls).toEqual([waiting ? "load" : "loadNow"]);
    expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
  });

  test("a cookie that cannot be ours asks no store", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    for (const value of ["../../etc/passwd", "x".repeat(500), "' OR 1=1 --", "%00", "Z".repeat(32)]) {
      const exchange = await request(managerOf(store), value, (session) => session.get("a"));
      expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
    }
    expect(calls).toEqual([]);
  });

  test("an equal value renews the expiry and writes no data", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    calls.length = 0;
    const exchange = await request(sessions, key, (session) => session.set("a", 1));
    expect(calls).toEqual([waiting ? "load" : "loadNow", "touch"]);
    expect(exchange.cookieSet).toBe(key);
  });

  test("a change is one commit", async () => {
    const { store, calls } = counting(new MemoryStore(), waiting);
    const sessions = managerOf(store);
    const key = await visitor(sessions, { cart: { items: [1] } });
    calls.length = 0;
    await request(sessions, key, (session) => (session.cart as { items: number[] }).items.push(2));
    expect(calls).toEqual(waiting ? ["load", "commit"] : ["loadNow", "commitNow"]);
    expect(await texts(store, key)).toEqual({ cart: '{"items":[1,2]}' });
  });
});

test("cycleKey, setExpiry and clear alone on a stranger store nothing and set no cookie", async () => {
  const { store, calls } = counting(new MemoryStore());
  const exchange = await request(managerOf(store), undefined, async (session) => {
    await session.cycleKey();
    session.setExpiry(60);
    session.clear();
  });
  expect([calls, exchange.headers]).toEqual([[], [["Vary", "Cookie"]]]);
});

test("a login that clears and cycles first works with a cookie that has run out, as with none", async () => {
  const store = new MemoryStore();
  const exchange = await request(managerOf(store), "z".repeat(32), async (session) => {
    session.clear();
    await session.cycleKey();
    session.user = "ada";
  });
  expect(exchange.cookieSet).toMatch(/^[a-z0-9]{32}$/);
  expect(exchange.cookieSet).not.toBe("z".repeat(32));
  expect(await texts(store, exchange.cookieSet!)).toEqual({ user: '"ada"' });
});

test("an unknown key that is only marked as modified makes no record", async () => {
  const { store, calls } = counting(new MemoryStore());
  const exchange = await request(managerOf(store), "z".repeat(32), (session) => {
    session.modified = true;
  });
  expect(calls).toEqual(["loadNow"]);
  expect(exchange.header("Set-Cookie")).toBeUndefined();
});

test("a store that answers at once is not asked about a session nobody looks at", async () => {
  const { store, calls } = counting(new MemoryStore());
  const sessions = managerOf(store);
  const key = await visitor(sessions, { a: 1 });
  calls.length = 0;
  await request(sessions, key, () => {});
  expect(calls).toEqual([]);
});
