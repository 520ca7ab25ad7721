/** session.read and session.value: show the session as it is, and change nothing. */

import { describe, expect, onTestFinished, test } from "vitest";
import { openApp } from "../../../../tests/debug/app.ts";
import { askFor, debugCall, errorOf } from "../../../../tests/debug/asking.ts";
import { everyStore, live, open } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart, minute, start, twoWeeks } from "../../../../tests/debug/standing-clock.ts";
import { StoreError } from "../../../core/errors.ts";
import { valueCap } from "../../../protocol.ts";
import { MemoryStore } from "../../../stores/memory.ts";

const clock = clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("session.read", () => {
    test("shows the whole session", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ visits: 3, cart: { items: ["mug"] }, name: "Zoë" });
      const { handle, ...session } = await live(panel);
      expect(handle).toMatch(/^[\w-]{16}$/);
      expect(session).toMatchObject({
        revision: 1,
        createdAt: start,
        modifiedAt: start,
        expiresAt: start + twoWeeks * 1000,
        expiry: { kind: "policy" },
        user: null,
        size: 6 + 1 + 4 + 17 + 4 + 6,
      });
      expect(session.entries.map(({ changed: _, ...entry }) => entry)).toEqual([
        { key: "visits", text: "3", size: 1, truncated: false, redacted: false },
        { key: "cart", text: '{"items":["mug"]}', size: 17, truncated: false, redacted: false },
        { key: "name", text: '"Zoë"', size: 6, truncated: false, redacted: false },
      ]);
    });

    test("distinguishes a browser without a cookie from a session that is gone", async () => {
      const app = await open(store);
      const none = app.panel(null);
      const gone = app.panel("x".repeat(32));
      expect(await none.call("session.read", {})).toEqual({ state: "none", now: start });
      expect(await gone.call("session.read", {})).toEqual({ state: "gone", now: start });
    });

    test("changes nothing: no renewal, no cookie, no revision", async () => {
      const app = await open(store, { saveEveryRequest: true, idleTimeout: 600 });
      const panel = await app.signedIn({ a: 1 });
      const before = await live(panel);
      clock.advance(9 * minute);
      expect(await live(panel)).toEqual(before);
      clock.advance(minute);
      expect(await panel.call("session.read", {})).toMatchObject({ state: "gone" });
    });

    test("cuts long values between characters; session.value has them whole", async () => {
      const app = await open("memory:");
      // A character of two units lies across the cut.
      const long = `${"x".repeat(valueCap - 2)}😀 and more`;
      const panel = await app.signedIn({ long });
      const [entry] = (await live(panel)).entries;
      expect(entry).toMatchObject({ truncated: true, size: Buffer.byteLength(JSON.stringify(long)) });
      expect(entry!.text).toBe(`"${"x".repeat(valueCap - 2)}`);
      const whole = await panel.call("session.value", { key: "long" });
      expect(whole).toMatchObject({ truncated: false, text: JSON.stringify(long) });
    });

    test("does not consume flash values", async () => {
      const app = await open(store);
      const panel = app.panel(await app.visit(null, (session) => session.flash("notice", "Saved.")));
      await live(panel);
      let taken: unknown;
      await app.visit(panel.cookie, (session) => {
        taken = session.takeFlash();
      });
      expect(taken).toEqual({ notice: ["Saved."] });
    });
  });

  describe("session.value", () => {
    test("refuses a key that is not there", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      expect(await panel.error("session.value", { key: "b" })).toMatchObject({ code: "bad-request" });
    });
  });
});

test("a store that fails is answered as store-failed, not as a session that is gone", async () => {
  const store = new MemoryStore();
  const app = await openApp({ store });
  onTestFinished(() => app[Symbol.asyncDispose]());
  const panel = await app.signedIn({ a: 1 });
  store.load = () => Promise.reject(new Error("connection refused"));
  const answer = await app.sessions.endpoint!.handle(debugCall(askFor("session.read", {}, panel.cookie)));
  expect(answer.status).toBe(503);
  expect(errorOf(answer)).toMatchObject({
    code: "store-failed",
    message: expect.stringContaining("connection refused"),
  });
  store.load = () => Promise.reject(new StoreError("load", "Memory", "late"));
  expect((await panel.error("session.read", {})).code).toBe("store-failed");
});
