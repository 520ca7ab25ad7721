/** What cannot be looked at is told in a sentence or one warning; the app goes on. */

import { expect, onTestFinished, test } from "vitest";
import { inspect } from "../../../src/inspect/express-session.ts";
import { token } from "../../debug/asking.ts";
import { type Handler, load } from "./libraries.ts";
import { openApp, sessionMiddleware } from "./trial.ts";

/** The warnings of ours until the test ends. */
function warnings(): string[] {
  const told: string[] = [];
  const hear = (warning: Error) => {
    if (warning.name === "SessionscopeWarning") told.push(warning.message);
  };
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
  return told;
}

export function wrongUseTests(): void {
  test("another library's middleware: one warning, and its sessions are as before", async () => {
    const told = warnings();
    const other: Handler = (request, _, next) => {
      request.session = { mine: 1 };
      next();
    };
    const app = await openApp({ before: [{ handler: inspect(other, { token }) }] });
    for (let visit = 0; visit < 3; visit++) {
      const { headers, text } = await app.visitor().get("/look");
      expect([text, headers.get("sessionscope")]).toEqual(['{"mine":1}', null]);
    }
    await expect.poll(() => told).toEqual([expect.stringContaining("not express-session's")]);
  });

  test("settings that cannot be: one warning, and the path is the app's like any other", async () => {
    const told = warnings();
    const app = await openApp({ inspectOptions: { token: "short" } });
    const visitor = app.visitor();
    await visitor.set({ a: 1 });
    await expect.poll(() => told).toEqual([expect.stringMatching(/at least 16 characters.*[^.]\.$/)]);
    const { status, text, headers } = await visitor.get("/__sessionscope__");
    expect([status, text, headers.get("sessionscope")]).toEqual([200, '"/__sessionscope__"', null]);
    expect(await visitor.session()).toEqual({ a: 1 });
  });

  test("a wrapper around a wrapper, or two of them, are one", async () => {
    const told = warnings();
    const wrapper = inspect(sessionMiddleware(), { token });
    expect(inspect(wrapper)).toBe(wrapper);
    await expect.poll(() => told.splice(0)).toEqual([expect.stringContaining("one line is enough")]);
    const app = await openApp({ before: [{ handler: inspect(sessionMiddleware({ name: "first" }), { token }) }] });
    const visitor = app.visitor();
    await visitor.set({ a: 1 });
    expect([...visitor.cookies.keys()]).toEqual(["first"]);
    await visitor.get("/look");
    await expect.poll(() => told).toEqual([expect.stringContaining("have a session already, by another line")]);
  });

  test("a body parser in front of it has read the call: it is answered all the same", async () => {
    const app = await openApp({ before: [{ handler: load("express").json() }] });
    const { panel } = await app.signedIn();
    expect(await panel.entries()).toMatchObject({ visits: 1 });
  });

  test("a store that is down is told in a sentence, and looked at again when it is back", async () => {
    const store = new (load("express-session").MemoryStore)();
    const { get } = store;
    const app = await openApp({ session: { store } });
    const { visitor, panel } = await app.signedIn();
    await panel.read();
    store.get = (_: string, done: (error: Error) => void) => done(new Error("connection refused"));
    // The panel asks as the app did before it was watched.
    expect((await visitor.get("/look")).status).toBe(500);
    store.get = get;
    store.emit("disconnect");
    const failed = await panel.error("session.read", {});
    expect(failed).toMatchObject({ code: "store-failed", message: expect.stringContaining("not connected") });
    store.emit("connect");
    expect(await panel.entries()).toMatchObject({ visits: 1 });
  });

  test("a forged signature is nobody, an old secret is still somebody", async () => {
    const store = new (load("express-session").MemoryStore)();
    const old = await openApp({ session: { store, secret: "an old secret" } });
    const { visitor } = await old.signedIn();
    const app = await openApp({ session: { store, secret: ["a new secret", "an old secret"] } });
    const panel = app.panelOf(visitor);
    expect(await panel.entries()).toMatchObject({ visits: 1 });
    const [[name, value] = ["", ""]] = visitor.cookies;
    visitor.cookies.set(name, `${value.slice(0, -3)}AAA`);
    const before = Object.keys(store.sessions);
    expect(await panel.state()).toBe("gone");
    visitor.cookies.set(name, "no signature at all");
    expect(await panel.state()).toBe("gone");
    expect(Object.keys(store.sessions)).toEqual(before);
  });

  test("a panel that was open before the app began again goes on, before any page is loaded, and knows the session", async () => {
    const store = new (load("express-session").MemoryStore)();
    const before = await openApp({ session: { store } });
    const { visitor, panel } = await before.signedIn();
    const { handle, revision } = await panel.read();
    const app = await openApp({ session: { store: clonedStore(store) } });
    const after = await app.panelOf(visitor).read();
    expect(after.handle).toBe(handle);
    expect(after.revision).toBeGreaterThanOrEqual(revision);
  });

  test("another process on the same store: its changes are shown and compared, under the same handle, with higher revisions", async () => {
    const store = new (load("express-session").MemoryStore)();
    const one = await openApp({ session: { store } });
    const { visitor, panel } = await one.signedIn();
    const before = await panel.read();
    const other = await openApp({ session: { store: clonedStore(store) } });
    const there = other.visitor();
    for (const [name, value] of visitor.cookies) there.cookies.set(name, value);
    await there.set({ visits: 2 });
    const after = await panel.read();
    expect(after).toMatchObject({ handle: before.handle, lastChange: null });
    expect(after.revision).toBeGreaterThan(before.revision);
    expect((await other.panelOf(there).read()).handle).toBe(before.handle);
    const stale = { set: { visits: "9" }, delete: [], expect: { visits: "1" } };
    expect((await panel.error("session.update", stale)).code).toBe("conflict");
    await panel.edit({ visits: 3 });
    expect(await there.session()).toMatchObject({ visits: 3 });
    await other.panelOf(there).flush();
    expect(await visitor.session()).toEqual({});
  });

  test("values that nobody expects", async () => {
    const app = await openApp();
    const { visitor, panel } = await app.signedIn();
    await visitor.set({ list: [1, { a: null }], text: "é\u2028", empty: {} });
    expect(await panel.entries()).toMatchObject({ list: [1, { a: null }], text: "é\u2028", empty: {} });
    // The library itself drops these names when it loads the session, or it or a store keeps something under them.
    for (const key of ["constructor", "toString", "save", "id", "cookie", "__lastAccess"]) {
      const refused = await panel.error("session.update", { set: { [key]: "1" }, delete: [], expect: { [key]: null } });
      expect(refused).toMatchObject({ code: "unsupported", message: expect.stringContaining(`"${key}"`) });
    }
    await panel.edit({ list: [[]], empty: undefined, cookies: 1, __proto: 1 });
    expect(await visitor.session()).toMatchObject({ list: [[]] });
    await visitor.get("/logout");
    expect(await panel.state()).toBe("gone");
  });
}

/** Another process's store with the same sessions. */
function clonedStore(store: { sessions: object }): object {
  const other = new (load("express-session").MemoryStore)();
  other.sessions = store.sessions;
  return other;
}
