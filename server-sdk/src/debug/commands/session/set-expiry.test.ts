/** session.setExpiry moves the deadline of a session; session.expire ends it now. */

import { describe, expect, test } from "vitest";
import { everyStore, live, maxAge, open } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart, start, twoWeeks } from "../../../../tests/debug/standing-clock.ts";

clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("session.setExpiry", () => {
    test.each([
      ["seconds", { kind: "seconds", seconds: 300 }, start + 300_000, 300],
      ["a moment", { kind: "moment", at: start + 90_000 }, start + 90_000, 90],
      ["the browser's end", { kind: "browser-close" }, start + twoWeeks * 1000, Number.NaN],
      ["the policy", { kind: "policy" }, start + twoWeeks * 1000, twoWeeks],
    ] as const)("%s", async (_, expiry, expiresAt, age) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      await panel.call("session.setExpiry", { revision: 1, expiry });
      expect(await live(panel)).toMatchObject({ revision: 2, expiry, expiresAt });
      expect(panel.lines).toHaveLength(1);
      expect(maxAge(panel.lines[0])).toBe(age);
      let seen: unknown;
      await app.visit(panel.cookie, (session) => {
        seen = session.getExpireAtBrowserClose();
      });
      expect(seen).toBe(expiry.kind === "browser-close");
    });

    test("an expiry beyond a timeout: session and cookie end at the timeout", async () => {
      const app = await open(store, { idleTimeout: 600, absoluteTimeout: 3600 });
      const panel = await app.signedIn({ a: 1 });
      await panel.call("session.setExpiry", { revision: 1, expiry: { kind: "seconds", seconds: 7200 } });
      expect(await live(panel)).toMatchObject({ expiry: { kind: "seconds" }, expiresAt: start + 600_000 });
      expect(maxAge(panel.lines[0])).toBe(600);
    });

    test("zero seconds mean the browser's end, as in Django", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      await panel.call("session.setExpiry", { revision: 1, expiry: { kind: "seconds", seconds: 0 } });
      expect(await live(panel)).toMatchObject({ expiry: { kind: "browser-close" } });
    });

    test("a moment that has passed ends the session", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const expiry = { kind: "moment", at: start - 1000 } as const;
      const { reading } = await panel.call("session.setExpiry", { revision: 1, expiry });
      expect(reading.state).toBe("gone");
      expect(await app.data(panel.cookie)).toBeNull();
    });

    test.each([
      { kind: "seconds", seconds: 1e300 },
      { kind: "moment", at: 1e300 },
      { kind: "moment", at: Date.UTC(10_000, 0, 1) },
    ] as const)("refuses %j", async (expiry) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      expect((await panel.error("session.setExpiry", { revision: 1, expiry })).code).toBe("invalid-params");
    });
  });

  describe("session.expire", () => {
    test("on the server: the session ends, the browser keeps its cookie", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const { reading } = await panel.call("session.expire", { revision: 1, where: "server" });
      expect(reading.state).toBe("gone");
      expect(panel.cookie).not.toBeNull();
      expect(await panel.call("session.read", {})).toMatchObject({ state: "gone" });
      expect(await app.data(panel.cookie)).toBeNull();
    });

    test("the cookie: the browser drops it, the session lives on", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const before = panel.cookie;
      const { reading } = await panel.call("session.expire", { revision: 1, where: "cookie" });
      expect(reading).toMatchObject({ state: "live", session: { revision: 1 } });
      expect(panel.cookie).toBeNull();
      expect(await app.data(before)).toEqual({ a: 1 });
    });
  });
});
