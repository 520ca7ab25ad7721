/** session.update: writes keys whose values are still those that the panel saw. */

import { describe, expect, test } from "vitest";
import { everyStore, live, maxAge, open, serverStores, texts } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart, minute, start, twoWeeks } from "../../../../tests/debug/standing-clock.ts";

const clock = clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("session.update", () => {
    test("sets and deletes what the panel saw, and leaves the rest", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: [1], c: "c" });
      clock.advance(minute);
      const { reading } = await panel.call("session.update", {
        set: { a: "2", "new key": '{ "x" : [ ] }' },
        delete: ["b"],
        expect: { a: "1", "new key": null, b: "[1]" },
      });
      expect(reading).toMatchObject({
        state: "live",
        session: { revision: 2, modifiedAt: start + minute, expiresAt: start + minute + twoWeeks * 1000 },
      });
      expect(texts(await live(panel))).toEqual({ a: "2", c: '"c"', "new key": '{"x":[]}' });
      expect(await app.data(panel.cookie)).toEqual({ a: 2, c: "c", "new key": { x: [] } });
    });

    test("writes nothing when one key differs, and names those that do", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 1, c: 1 });
      const error = await panel.error("session.update", {
        set: { a: "9", b: "9" },
        delete: ["c"],
        expect: { a: "1", b: "2", c: null, d: "4" },
      });
      expect(error).toMatchObject({ code: "conflict" });
      expect(error.keys?.toSorted()).toEqual(["b", "c", "d"]);
      expect(texts(await live(panel))).toEqual({ a: "1", b: "1", c: "1" });
      expect((await live(panel)).revision).toBe(1);
    });

    test("succeeds when other keys have changed meanwhile", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1, b: 1 });
      panel.cookie = await app.visit(panel.cookie, (session) => session.set("b", 2));
      await panel.call("session.update", { set: { a: "7" }, delete: [], expect: { a: "1" } });
      expect(await app.data(panel.cookie)).toEqual({ a: 7, b: 2 });
    });

    test("carries keys that name parts of JavaScript objects", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const set = JSON.parse('{"constructor":"1","__proto__":"2","toString":"3"}');
      const expect_ = JSON.parse('{"constructor":null,"__proto__":null,"toString":null}');
      await panel.call("session.update", { set, delete: [], expect: expect_ });
      expect((await live(panel)).entries.map(({ key, text }) => [key, text])).toEqual([
        ["a", "1"],
        ["constructor", "1"],
        ["__proto__", "2"],
        ["toString", "3"],
      ]);
    });

    test("stores each text as the app would have written it", async () => {
      const app = await open("memory:");
      const panel = await app.signedIn({ list: [1] });
      await panel.call("session.update", { set: { list: "[ 1.0,\n 2 ]" }, delete: [], expect: { list: "[1]" } });
      const { revision } = await live(panel);
      // The app reads the list and compares its text at commit: it must not find a change.
      await app.visit(panel.cookie, (session) => session.list);
      expect(await live(panel)).toMatchObject({ revision });
      expect(texts(await live(panel))).toEqual({ list: "[1,2]" });
    });

    test.each([
      ["deeper than a session may be", "[".repeat(600) + "]".repeat(600)],
      ["a number that is none", "1e999"],
    ])("refuses a value %s", async (_, text) => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      const error = await panel.error("session.update", { set: { a: text }, delete: [], expect: { a: "1" } });
      expect(error.code).toBe("invalid-params");
      expect((await live(panel)).revision).toBe(1);
    });

    test("refuses what is more than a session may take", async () => {
      const app = await open(store, { maxSize: 100 });
      const panel = await app.signedIn({ a: 1 });
      const long = JSON.stringify("x".repeat(96));
      const error = await panel.error("session.update", { set: { b: long }, delete: [], expect: { b: null } });
      expect(error.code).toBe("too-large");
      expect(texts(await live(panel))).toEqual({ a: "1" });
    });

    test("fails where there is no session", async () => {
      const app = await open(store);
      const params = { set: { a: "1" }, delete: [], expect: { a: null } };
      expect((await app.panel(null).error("session.update", params)).code).toBe("no-session");
      expect((await app.panel("x".repeat(32)).error("session.update", params)).code).toBe("gone");
    });
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("a plain edit leaves the cookie alone", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
    expect(panel.lines).toEqual([]);
  });
});

test("a sealed session changes by another cookie", async () => {
  const app = await open("signed-cookie:");
  const panel = await app.signedIn({ a: 1 });
  const { handle } = await live(panel);
  const before = panel.cookie;
  await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
  expect(panel.cookie).not.toBe(before);
  expect(maxAge(panel.lines[0])).toBe(twoWeeks);
  expect((await live(panel)).handle).toBe(handle);
});

test("a sealed session that a browser would drop is refused", async () => {
  const app = await open("signed-cookie:");
  const panel = await app.signedIn({ a: 1 });
  const text = JSON.stringify("x".repeat(5000));
  const error = await panel.error("session.update", { set: { a: text }, delete: [], expect: { a: "1" } });
  expect(error).toMatchObject({ code: "too-large", message: expect.stringContaining("4096") });
});
