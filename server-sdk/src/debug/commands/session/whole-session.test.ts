/** session.clear, flush, cycleKey and restore: the session as a whole. */

import { describe, expect, test } from "vitest";
import { everyStore, live, maxAge, open, serverStores } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart, minute, start, twoWeeks } from "../../../../tests/debug/standing-clock.ts";

const clock = clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("session.clear", () => {
    test("drops the data, and with it a custom expiry", async () => {
      const app = await open(store);
      const panel = app.panel(
        await app.visit(null, (session) => {
          session.update({ a: 1, b: 2 });
          session.setExpiry(300);
        }),
      );
      await panel.call("session.clear", { revision: 1 });
      expect(await live(panel)).toMatchObject({ revision: 2, entries: [], size: 0, expiry: { kind: "policy" } });
      expect(maxAge(panel.lines[0])).toBe(twoWeeks);
    });
  });

  describe("session.flush", () => {
    test("ends the session and has the cookie deleted", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const { reading } = await panel.call("session.flush", { revision: 1 });
      expect(reading.state).toBe("none");
      expect(panel.lines).toHaveLength(1);
      expect(panel.lines[0]).toMatch(
        /^sessionid=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly/,
      );
      expect(panel.cookie).toBeNull();
    });
  });

  describe("session.restore", () => {
    test("makes a live session what it was", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 2 });
      panel.cookie = await app.visit(panel.cookie, (session) => {
        session.delete("a");
        session.set("c", 3);
      });
      const snapshot = { entries: { a: "1", b: "2" }, expiry: { kind: "seconds", seconds: 300 } } as const;
      await panel.call("session.restore", { revision: 2, ...snapshot, user: "ada" });
      expect(await live(panel)).toMatchObject({ revision: 3, expiry: snapshot.expiry, user: "ada" });
      expect(await app.data(panel.cookie)).toEqual({ a: 1, b: 2 });
      expect(maxAge(panel.lines[0])).toBe(300);
    });

    test("after a flush puts the state and the user into a new session with a new key", async () => {
      const app = await open(store);
      const panel = app.panel(
        await app.visit(null, (session) => {
          session.set("a", 1);
          session.bindUser("ada");
        }),
      );
      const old = panel.cookie;
      await panel.call("session.flush", { revision: 1 });
      clock.advance(minute);
      const { reading } = await panel.call("session.restore", {
        revision: null,
        entries: { a: "1" },
        expiry: { kind: "policy" },
        user: "ada",
      });
      expect(reading).toMatchObject({
        state: "live",
        session: { revision: 1, createdAt: start + minute, user: "ada" },
      });
      expect(panel.cookie).not.toBe(old);
      expect(maxAge(panel.lines[0])).toBe(twoWeeks);
      expect(await app.data(panel.cookie)).toEqual({ a: 1 });
    });
  });

  test("session.restore refuses more than a session may take, live or new", async () => {
    const app = await open(store, { maxSize: 100 });
    const panel = await app.signedIn({ a: 1 });
    const params = { entries: { a: JSON.stringify("x".repeat(98)) }, expiry: { kind: "policy" } } as const;
    expect((await panel.error("session.restore", { ...params, revision: 1 })).code).toBe("too-large");
    expect((await panel.error("session.restore", { ...params, revision: null })).code).toBe("too-large");
    expect(await app.data(panel.cookie)).toEqual({ a: 1 });
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("session.cycleKey moves everything to a new key; the old one leads nowhere", async () => {
    const app = await open(store);
    const panel = app.panel(
      await app.visit(null, (session) => {
        session.set("a", 1);
        session.setExpiry(300);
      }),
    );
    const old = panel.cookie;
    const { handle } = await live(panel);
    await panel.call("session.cycleKey", { revision: 1 });
    expect(panel.cookie).not.toBe(old);
    expect(maxAge(panel.lines[0])).toBe(300);
    const after = await live(panel);
    expect(after).toMatchObject({ revision: 2, createdAt: start, expiry: { kind: "seconds", seconds: 300 } });
    expect(after.handle).not.toBe(handle);
    expect(await app.panel(old).call("session.read", {})).toMatchObject({ state: "gone" });
    expect(await app.data(panel.cookie)).toEqual({ a: 1 });
  });

  test("session.flush deletes the session from the store, and a request under way cannot bring it back", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const cookie = panel.cookie;
    const late = app.visit(cookie, async (session) => {
      session.set("b", 1);
      await panel.call("session.flush", { revision: 1 });
    });
    await expect(late).rejects.toMatchObject({ code: "SESSION_INTERRUPTED" });
    expect(await app.data(cookie)).toBeNull();
    expect((await app.sessions.stored.list({ limit: 10 })).sessions.size).toBe(0);
  });
});
