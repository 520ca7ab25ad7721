/** What cannot be loaded, saved or read is an error or is reported, and sends nothing. */

import { describe, expect, test } from "vitest";
import { FakeExchange, idOf, managerOf, reportsOf, request, texts, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { HeadersSentError, SessionTooLargeError, StoreError } from "../../errors.ts";
import { type RequestEvent, requestDone } from "../../events.ts";
import type { Store } from "../../store.ts";

test("a stored text that is no JSON runs nothing, is no value, and is reported once", async () => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { good: 1 });
  const poison = [
    "{broken",
    "",
    "undefined",
    "NaN",
    "[1,]",
    "(() => { globalThis.polluted = 1 })()",
    "_$$ND_FUNC$$_function(){}()",
  ];
  const change = { clear: false, delete: new Set<string>(), modifiedAt: Date.now() };
  const set = new Map(poison.map((text, index) => [`bad${index}`, text]));
  await store.commit(idOf(key), { ...change, set, expiry: { from: null, expiresAt: Date.now() + 60_000 } });
  const reports = await reportsOf(() =>
    request(sessions, key, (session) => {
      for (const name of set.keys()) expect([session.get(name), session[name]]).toEqual([undefined, undefined]);
      expect(JSON.parse(JSON.stringify(session))).toEqual({ good: 1 });
      session.good = 2;
    }),
  );
  expect(reports.map(({ detail }) => detail)).toEqual(
    [...set.keys()].map((name) => `the text of "${name}" is not JSON`),
  );
  expect(globalThis).not.toHaveProperty("polluted");
  // What was not touched stays for whoever looks into it.
  expect(await texts(store, key)).toEqual({ ...Object.fromEntries(set), good: "2" });
});

describe("failures", () => {
  const failing = (method: keyof Store, inner = new MemoryStore()): Store =>
    new Proxy(inner, {
      get(target, name) {
        if (name === method) {
          return () => {
            const error = new Error("connection refused");
            if (name.toString().endsWith("Now")) throw error;
            return Promise.reject(error);
          };
        }
        if (String(name).endsWith("Now")) return undefined;
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });

  test("a store that cannot load is the error of whoever looks, not of those who do not", async () => {
    const sessions = managerOf(failing("load"));
    await request(sessions, "a".repeat(32), () => {});
    await expect(request(sessions, "a".repeat(32), (session) => session.get("a"))).rejects.toThrow(StoreError);
  });

  test.each(["create", "createNow", "delete"] as const)(
    "a store that cannot %s is an error, and nothing is sent",
    async (method) => {
      const sessions = managerOf(failing(method));
      const exchange = new FakeExchange(method === "delete" ? `sessionid=${"a".repeat(32)}` : undefined);
      const session = await sessions.open(exchange);
      const act = async () => {
        if (method === "delete") await session.flush();
        session.a = 1;
        await sessions.commit(session);
      };
      await expect(act()).rejects.toThrow(/connection refused/);
      await expect(act()).rejects.toMatchObject({ status: expect.any(Number) });
      expect(exchange.headers).toEqual([]);
    },
  );

  test.each(["commit", "commitNow"] as const)(
    "a %s that fails is an error, an event of its own, and nothing is sent",
    async (method) => {
      const memory = new MemoryStore();
      const key = await visitor(managerOf(memory), { a: 1 });
      const outcomes: string[] = [];
      const listen = (event: unknown) => outcomes.push((event as RequestEvent).outcome);
      const sessions = managerOf(failing(method, memory));
      const exchange = new FakeExchange(`sessionid=${key}`);
      const session = await sessions.open(exchange);
      session.a = 2;
      requestDone.subscribe(listen);
      await expect(sessions.commit(session)).rejects.toThrow(StoreError);
      requestDone.unsubscribe(listen);
      expect([outcomes, exchange.headers]).toEqual([["failed"], []]);
      expect(await texts(memory, key)).toEqual({ a: "1" });
    },
  );

  test("a change after the headers have gone is an error", async () => {
    const sessions = managerOf(new MemoryStore());
    const late = request(sessions, undefined, (session, exchange) => {
      exchange.sent = true;
      session.a = 1;
    });
    await expect(late).rejects.toThrow(HeadersSentError);
  });

  test("more than maxSize is refused with its size, at the byte", async () => {
    const sessions = managerOf(new MemoryStore(), { maxSize: 100 });
    const fits = "x".repeat(97); // key 1, quotes 2
    await request(sessions, undefined, (session) => session.set("k", fits));
    const tooLarge = request(sessions, undefined, (session) => session.set("k", `${fits}x`));
    await expect(tooLarge).rejects.toThrow(SessionTooLargeError);
    await expect(tooLarge).rejects.toThrow("101 bytes");
  });
});
