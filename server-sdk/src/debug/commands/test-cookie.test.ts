import { describe, expect, test } from "vitest";
import { everyStore, open } from "../../../tests/debug/session-commands.ts";

describe.each(everyStore)("the test cookie on %s", (store) => {
  test("is set, works and is deleted for a visitor without a session", async () => {
    const app = await open(store);
    const panel = app.panel(null);
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: false, worked: false });
    const { reading } = await panel.call("testCookie.set", {});
    expect(reading).toMatchObject({ state: "live", session: { revision: 1, entries: [{ key: "testcookie" }] } });
    expect(panel.lines).toHaveLength(1);
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: true, worked: true });
    expect((await panel.call("testCookie.delete", {})).reading).toMatchObject({
      state: "live",
      session: { entries: [] },
    });
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: true, worked: false });
  });

  test("is the one that the app sets and checks itself", async () => {
    const app = await open(store);
    const panel = app.panel(null);
    await panel.call("testCookie.set", {});
    let worked = false;
    panel.cookie = await app.visit(panel.cookie, (session) => {
      worked = session.testCookieWorked();
      session.deleteTestCookie();
    });
    expect(worked).toBe(true);
    panel.cookie = await app.visit(panel.cookie, (session) => session.setTestCookie());
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: true, worked: true });
  });

  test("works only with its own value", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ testcookie: "worked?" });
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: true, worked: false });
  });

  test("is stored in the session that the visitor has", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    await panel.call("testCookie.set", {});
    expect(await app.data(panel.cookie)).toEqual({ a: 1, testcookie: "worked" });
    await panel.call("testCookie.delete", {});
    expect(await app.data(panel.cookie)).toEqual({ a: 1 });
  });

  test("writes nothing when there is none to delete", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const { reading, cookies } = await panel.call("testCookie.delete", {});
    expect(reading).toMatchObject({ state: "live", session: { revision: 1 } });
    expect(cookies).toEqual([]);
    expect(await app.panel(null).call("testCookie.delete", {})).toMatchObject({
      reading: { state: "none" },
      cookies: [],
    });
  });

  test("is stored in a new session when the visitor's session is gone", async () => {
    const app = await open(store);
    const panel = app.panel("x".repeat(32));
    expect(await panel.call("testCookie.check", {})).toEqual({ sent: true, worked: false });
    expect((await panel.call("testCookie.set", {})).reading.state).toBe("live");
    expect(panel.cookie).not.toBe("x".repeat(32));
  });
});
