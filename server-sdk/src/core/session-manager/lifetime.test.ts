import { describe, expect, test } from "vitest";
import { type Data, idOf, managerOf, request, texts, visitor } from "../../../tests/requests.ts";
import { MemoryStore } from "../../stores/memory.ts";
import type { Session } from "../property-access.ts";

describe("flush and cycleKey", () => {
  test("flush acts at once, and the cookie goes whatever the status", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session, exchange) => {
      await session.flush();
      expect(await store.load(idOf(key))).toBeNull();
      exchange.status = 503;
    });
    expect(exchange.header("Set-Cookie")).toMatch(/^sessionid=;.*Max-Age=0/);
  });

  test("a flushed session that is written again is a new one under a new key", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session) => {
      await session.flush();
      session.b = 2;
    });
    expect(exchange.cookieSet).not.toBe(key);
    expect(await texts(store, exchange.cookieSet!)).toEqual({ b: "2" });
    expect(await store.load(idOf(key))).toBeNull();
  });

  test("cycleKey moves everything in one step, and a status of 500 leaves everything as it was", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const failed = await request(sessions, key, async (session, exchange) => {
      await session.cycleKey();
      session.b = 2;
      exchange.status = 500;
    });
    expect(failed.header("Set-Cookie")).toBeUndefined();
    expect(await texts(store, key)).toEqual({ a: "1" });
    let announced: string | null = null;
    const cycled = await request(sessions, key, async (session) => {
      await session.cycleKey();
      announced = session.sessionKey;
      session.b = 2;
    });
    expect(cycled.cookieSet).toBe(announced);
    expect(await texts(store, cycled.cookieSet!)).toEqual({ a: "1", b: "2" });
    expect(await store.load(idOf(key))).toBeNull();
  });
});

describe("lifetime", () => {
  test("the cookie carries the expiry the session has", async () => {
    const sessions = managerOf(new MemoryStore());
    const cookieOf = async (act: (session: Session<Data>) => void) =>
      (
        await request(sessions, undefined, (session) => {
          session.a = 1;
          act(session);
        })
      ).header("Set-Cookie")!;
    expect(await cookieOf(() => {})).toContain("Max-Age=1209600");
    expect(await cookieOf((session) => session.setExpiry(300))).toContain("Max-Age=300");
    expect(await cookieOf((session) => session.setExpiry(0))).not.toMatch(/Max-Age|Expires/);
    expect(await cookieOf((session) => session.setExpiry(-10))).toContain("Max-Age=-10");
  });
});
