import { describe, expect, test } from "vitest";
import { type Data, FakeExchange, idOf, managerOf, request, texts, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { SessionInterruptedError } from "../../errors.ts";
import type { Session } from "../../session/property-access.ts";

describe("no lost updates", () => {
  test("two requests that change different keys both survive", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { shared: 0 });
    await request(sessions, key, async (outer) => {
      outer.a = 1;
      await request(sessions, key, (inner) => inner.set("b", 2));
      await request(sessions, key, (inner) => inner.delete("shared"));
    });
    expect(await texts(store, key)).toEqual({ a: "1", b: "2" });
  });

  test("a setExpiry elsewhere is not undone by a request that began before it", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    await request(sessions, key, async (outer) => {
      outer.a = 2;
      await request(sessions, key, (inner) => inner.setExpiry(60));
    });
    const stored = await store.load(idOf(key));
    expect(stored!.expiry).toBe("60");
    expect(stored!.expiresAt - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test("update(key, fn) counts every one of many concurrent requests", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { visits: 0 });
    const visits = Array.from({ length: 12 }, () =>
      request(sessions, key, async (session) => {
        session.update("visits", (n) => Number(n) + 1);
        await Promise.resolve();
      }),
    );
    await Promise.all(visits);
    expect(await texts(store, key)).toEqual({ visits: "12" });
  });
});

test.each<[string, (session: Session<Data>) => unknown, string]>([
  ["what others made of it", () => {}, "103"],
  ["a value assigned before, not of what others made of it", (session) => session.set("n", 5), "8"],
  ["nothing, where it was deleted before", (session) => session.delete("n"), "3"],
])("update(key, fn) starts from %s", async (_, first, n) => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { n: 1 });
  await request(sessions, key, async (session) => {
    first(session);
    for (const more of [1, 2]) session.update("n", (n) => Number(n ?? 0) + more);
    await request(sessions, key, (other) => other.set("n", 100));
  });
  expect(await texts(store, key)).toEqual({ n });
});

test("flash values put by at the same time all wait for the next page, by kind and in order, and only for that", async () => {
  const sessions = managerOf(new MemoryStore());
  const key = await visitor(sessions, { a: 1 });
  await request(sessions, key, async (outer) => {
    outer.flash("success", "saved");
    await request(sessions, key, (inner) => inner.flash("error", { code: 7 }));
    outer.flash("success", "sent");
  });
  let taken: unknown[] = [];
  const page = (session: Session<Data>) => {
    taken = [session.takeFlash(), session.takeFlash()];
  };
  await request(sessions, key, page);
  expect(taken).toEqual([{ error: [{ code: 7 }], success: ["saved", "sent"] }, {}]);
  const { headers } = await request(sessions, key, page);
  expect(taken).toEqual([{}, {}]);
  expect(headers).toEqual([["Vary", "Cookie"]]);
});

test("a flash value put by while a page takes the others is not lost: it waits for the next page", async () => {
  const store = new MemoryStore();
  const sessions = managerOf(store);
  const key = await visitor(sessions, { a: 1 });
  const put = (kind: string, value: string) => request(sessions, key, (session) => session.flash(kind, value));
  let taken: unknown;
  const page = (meanwhile: () => Promise<unknown>) =>
    request(sessions, key, async (session) => {
      session.flash("own", "seen");
      taken = session.takeFlash();
      await meanwhile();
    });
  await put("success", "one");
  await page(async () => {
    await put("success", "two");
    await put("constructor", "three");
  });
  expect(taken).toEqual({ success: ["one"], own: ["seen"] });
  await page(async () => {});
  expect(taken).toEqual({ success: ["two"], constructor: ["three"], own: ["seen"] });
  await put("success", "four");
  await page(() => request(sessions, key, (session) => session.takeFlash()));
  expect(await texts(store, key)).toEqual({ a: "1" });
});

describe("no resurrection", () => {
  test.each<[string, (session: Session<Data>) => unknown]>([
    ["a change", (session) => session.set("b", 2)],
    ["an equal value", (session) => session.set("a", 1)],
    ["cycleKey", (session) => session.cycleKey()],
    ["setExpiry", (session) => session.setExpiry(60)],
    ["clear", (session) => session.clear()],
  ])("%s on a session that was flushed meanwhile fails with 400 and stores nothing", async (_, act) => {
    const store = new MemoryStore();
    const sessions = managerOf(store);
    const key = await visitor(sessions, { a: 1 });
    const exchange = new FakeExchange(`sessionid=${key}`);
    const session = await sessions.open(exchange);
    session.get("a");
    await request(sessions, key, (other) => other.flush());
    await act(session);
    await expect(sessions.commit(session)).rejects.toThrow(SessionInterruptedError);
    expect(exchange.headers).toEqual([]);
    expect((await store.list({ limit: 10 })).sessions.size).toBe(0);
  });

  test("a request that only read is not bothered", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store, { saveEveryRequest: true });
    const key = await visitor(sessions, { a: 1 });
    const exchange = await request(sessions, key, async (session) => {
      session.get("a");
      await request(sessions, key, (other) => other.flush());
    });
    expect(exchange.headers).toEqual([["Vary", "Cookie"]]);
  });

  test("a cycled key is dead for requests under way", async () => {
    const sessions = managerOf(new MemoryStore());
    const key = await visitor(sessions, { a: 1 });
    const late = request(sessions, key, async (session) => {
      session.get("a");
      await request(sessions, key, (other) => other.cycleKey());
      session.b = 2;
    });
    await expect(late).rejects.toThrow(SessionInterruptedError);
  });
});
