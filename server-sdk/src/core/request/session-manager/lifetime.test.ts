import { beforeEach, describe, expect, test } from "vitest";
import { counting, type Data, idOf, managerOf, request, texts, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { type FakeClock, fakeClock } from "../../../testing/fake-clock.ts";
import type { Session } from "../../session/property-access.ts";

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
  let stop: AbortController;
  let clock: FakeClock;
  beforeEach(() => {
    stop = new AbortController();
    clock = fakeClock(Date.now(), stop.signal);
    return () => stop.abort();
  });

  test("cookieAge counts from the last change: use moves the idle timeout alone", async () => {
    const sessions = managerOf(new MemoryStore(), { cookieAge: 250, idleTimeout: 100, renewAfter: 0 });
    const key = await visitor(sessions, { a: 1 });
    for (const maxAge of [100, 70]) {
      clock.advance(90_000);
      const { headers } = await request(sessions, key, (session) => expect(session.a).toBe(1));
      expect(headers[0]![1]).toContain(`Max-Age=${maxAge};`);
    }
    clock.advance(70_000);
    await request(sessions, key, (session) => expect(session.a).toBeUndefined());
  });

  test.each<[string, (session: Session<Data>) => void, number]>([
    ["a change", (session) => session.set("a", 2), 280],
    ["a longer expiry", (session) => session.setExpiry(500), 280],
    ["a shorter expiry", (session) => session.setExpiry(50), 230],
    ["flush", (session) => void session.flush(), 0],
  ])("use does not undo what happens meanwhile to the end of the session: %s", async (_, act, end) => {
    const store = new MemoryStore();
    const sessions = managerOf(store, { cookieAge: 250, idleTimeout: 100, renewAfter: 0 });
    const began = clock.now();
    const key = await visitor(sessions, { a: 1 });
    clock.advance(90_000);
    await request(sessions, key, (session) => session.get("a"));
    clock.advance(90_000);
    const { headers } = await request(sessions, key, async (reader) => {
      expect(reader.a).toBe(1);
      await request(sessions, key, act);
    });
    const expiresAt = (await store.load(idOf(key)))?.expiresAt;
    expect(expiresAt && (expiresAt - began) / 1000).toBe(end || undefined);
    if (end) expect(headers[0]![1]).toContain(`Max-Age=${end - 180};`);
    else expect(headers).toEqual([["Vary", "Cookie"]]);
  });

  test("use costs no write where it cannot move the end", async () => {
    const { store, calls } = counting(new MemoryStore());
    const sessions = managerOf(store, { idleTimeout: 100, renewAfter: 0 });
    const key = await visitor(sessions, { a: 1 });
    await request(sessions, key, (session) => session.setExpiry(80));
    calls.length = 0;
    clock.advance(50_000);
    const { headers } = await request(sessions, key, (session) => expect(session.a).toBe(1));
    expect([calls, headers]).toEqual([["loadNow"], [["Vary", "Cookie"]]]);
  });

  test("under saveEveryRequest every request counts as a change, as in Django", async () => {
    const sessions = managerOf(new MemoryStore(), { saveEveryRequest: true, idleTimeout: 100 });
    const key = await visitor(sessions, { a: 1 });
    await request(sessions, key, (session) => session.setExpiry(80));
    for (let time = 0; time < 5; time++) {
      clock.advance(79_000);
      await request(sessions, key, (session) => expect(session.a).toBe(1));
    }
    clock.advance(80_000);
    await request(sessions, key, (session) => expect(session.a).toBeUndefined());
  });

  test("a save that takes its time makes no cookie that outlives the session", async () => {
    const store = new MemoryStore();
    const { create } = store;
    store.create = async (...args) => {
      const created = await create.apply(store, args);
      clock.advance(2500);
      return created;
    };
    const sessions = managerOf(store, { cookieAge: 100 });
    const started = clock.now();
    const exchange = await request(sessions, undefined, (session) => session.set("a", 1));
    const expires = /Expires=([^;]+)/.exec(exchange.header("Set-Cookie")!)![1]!;
    expect((await store.load(idOf(exchange.cookieSet!)))!.expiresAt).toBe(started + 100_000);
    expect(Date.parse(expires)).toBeLessThanOrEqual(started + 100_000);
  });

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
