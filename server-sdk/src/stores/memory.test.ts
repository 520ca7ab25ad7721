import { describe, expect, test } from "vitest";
import { SessionTooLargeError } from "../core/errors.ts";
import { change, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { MemoryStore } from "./memory.ts";

const factory: StoreFactory = {
  name: "Memory",
  open: async () => new MemoryStore(),
  reset: async () => {},
  lacks: { shared: "each instance keeps its own sessions" },
};

describe("MemoryStore", () => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }

  test("never keeps more sessions than allowed, and drops those used least", async () => {
    const store = new MemoryStore({ maxSessions: 10 });
    const used = newId();
    await store.create(used, session());
    const ids = [];
    for (let count = 0; count < 100; count++) {
      const id = newId();
      await store.create(id, session());
      ids.push(id);
      expect(store.loadNow(used), `after ${count} others`).not.toBeNull();
    }
    const page = await store.list({ limit: 100 });
    expect(page.sessions.size).toBe(10);
    expect(page.sessions.has(ids.at(-1)!)).toBe(true);
    expect(page.sessions.has(ids[0]!)).toBe(false);
  });

  test("drops the dead before the living", async () => {
    const store = new MemoryStore({ maxSessions: 2 });
    const [living, dead] = [newId(), newId()];
    await store.create(dead, session({ expiresAt: Date.now() - 1 }));
    await store.create(living, session());
    await store.create(newId(), session());
    expect(store.loadNow(living)).not.toBeNull();
    expect(await store.delete(dead)).toBe(false);
  });

  test("never keeps more bytes than allowed, also when a commit or a rotation makes a session grow", async () => {
    const store = new MemoryStore({ maxBytes: 20_000 });
    const text = JSON.stringify("x".repeat(2000));
    const living = async () => (await store.list({ limit: 100 })).sessions.size;
    const ids = [newId(), newId(), newId(), newId()];
    for (const id of ids) await store.create(id, session({ entries: { text } }));
    expect(await living()).toBe(4);
    await store.commit(ids[3]!, change({ set: { more: text, still: text } }));
    expect(await living()).toBeLessThan(4);
    expect(store.loadNow(ids[3]!)?.entries.get("still")).toBe(text);
    const next = newId();
    await store.rotate(ids[3]!, next, change({ set: { most: JSON.stringify("x".repeat(3000)) } }));
    expect([...(await store.list({ limit: 100 })).sessions.keys()]).toEqual([next]);
  });

  test("gives back what removed sessions took", async () => {
    const store = new MemoryStore({ maxBytes: 10_000 });
    const lasting = newId();
    await store.create(lasting, session());
    for (let round = 0; round < 50; round++) {
      const id = newId();
      const next = newId();
      await store.create(id, session({ entries: { text: JSON.stringify("x".repeat(1000)) } }));
      await store.commit(id, change({ set: { text: "1" } }));
      await store.rotate(id, next, change());
      await store.delete(next);
    }
    expect(store.loadNow(lasting)).not.toBeNull();
  });

  test("refuses a session larger than everything it may keep, and leaves all as it was", async () => {
    const store = new MemoryStore({ maxBytes: 5000 });
    const text = JSON.stringify("x".repeat(5000));
    const id = newId();
    await store.create(id, session());
    await expect(store.create(newId(), session({ entries: { text } }))).rejects.toThrow(SessionTooLargeError);
    await expect(store.commit(id, change({ set: { text } }))).rejects.toThrow(SessionTooLargeError);
    await expect(store.rotate(id, newId(), change({ set: { text } }))).rejects.toThrow(SessionTooLargeError);
    expect(store.loadNow(id)?.revision).toBe(1);
    expect((await store.list({ limit: 9 })).sessions.size).toBe(1);
  });
});
