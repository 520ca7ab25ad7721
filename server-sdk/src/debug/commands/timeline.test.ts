/** The timeline of an app, on every store. What every server must do is in the protocol suite. */

import { describe, expect, test } from "vitest";
import type { App } from "../../../tests/debug/app.ts";
import type { Panel } from "../../../tests/debug/asking.ts";
import { everyStore, live, open, serverStores } from "../../../tests/debug/session-commands.ts";
import { parseSessionKey, sessionIdOf } from "../../core/session-key.ts";
import { MemoryStore } from "../../stores/memory.ts";

const list = async (panel: Panel, handle?: string) =>
  (await panel.call("timeline.list", { limit: 500, ...(handle !== undefined && { handle }) })).entries;

describe.each(everyStore)("on %s", (store) => {
  test("a request is an entry under its session's handle, with what it read, its changes and its cookie", async () => {
    const app = await open(store);
    const cookie = await app.visit(null, (session) => session.update({ a: 1, gone: 1 }));
    const panel = app.panel(
      await app.visit(
        cookie,
        (session) => {
          session.a = Number(session.a) + 1;
          session.delete("gone");
        },
        { method: "PUT", path: "/cart", status: 201 },
      ),
    );
    const { handle } = await live(panel);
    const entries = await list(panel, handle);
    expect(entries.map(({ outcome, by, revision }) => [outcome, by, revision])).toEqual([
      ["created", "request", 1],
      ["stored", "request", 2],
    ]);
    const summary = entries[1]!;
    expect(summary).toMatchObject({
      method: "PUT",
      path: "/cart",
      status: 201,
      changed: 1,
      removed: 1,
      setCookie: "set",
    });
    expect(summary.duration).toBeGreaterThanOrEqual(0);
    const detail = await panel.call("timeline.entry", { entry: summary.entry });
    expect(detail.read).toEqual(["a"]);
    expect(detail.cookieLine).toMatch(/^sessionid=…; Max-Age=1209600/);
    expect(JSON.stringify([entries, detail])).not.toContain(panel.cookie);
    expect(await panel.call("timeline.state", { entry: entries[0]!.entry })).toMatchObject({
      handle,
      entries: [
        { key: "a", text: "1" },
        { key: "gone", text: "1" },
      ],
      exact: true,
    });
  });

  test("requests that did nothing with a session are counted", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const before = await panel.call("timeline.list", { limit: 1 });
    await app.visit(null, () => {});
    await app.visit(panel.cookie, () => {});
    await app.visit(null, (session) => void session.get("a"));
    const after = await panel.call("timeline.list", { limit: 500 });
    expect(after.withoutSession - before.withoutSession).toBe(2);
    expect(after.entries.at(-1)).toMatchObject({ outcome: "read", handle: null, revision: null });
  });

  test("a failure has its reason and its message", async () => {
    const app = await open(store, { maxSize: 1000 });
    const panel = await app.signedIn({ a: 1 });
    await app.visit(panel.cookie, (session) => session.set("a", "x".repeat(2000))).catch(() => {});
    const summary = (await list(panel)).at(-1)!;
    expect(summary).toMatchObject({
      outcome: "failed",
      failure: "too-large",
      status: 500,
      revisionBefore: 1,
      revision: 1,
    });
    const detail = await panel.call("timeline.entry", { entry: summary.entry });
    expect(detail.message).toContain("at most 1000");
    expect(detail.changes).toMatchObject([{ key: "a", before: { text: "1" }, after: { size: 2002 } }]);
    const state = await panel.call("timeline.state", { entry: summary.entry });
    expect(state.entries, "nothing was stored").toMatchObject([{ key: "a", text: "1" }]);
  });
});

/** Two requests at once, the first of which commits last. */
async function twoAtOnce(app: App, cookie: string | null): Promise<void> {
  await app.visit(cookie, async (outer) => {
    outer.update({ a: 10, outer: 1 });
    await app.visit(cookie, (inner) => inner.update({ b: 20, a: 5 }), { path: "/inner" });
  });
}

describe.each(serverStores)("on %s", (store) => {
  test("two requests at once are told apart, and each state is the one that the store had", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1, b: 1 });
    await twoAtOnce(app, panel.cookie);
    const entries = await list(panel);
    expect(entries.map(({ path, revisionBefore, revision, keys }) => [path, revisionBefore, revision, keys])).toEqual([
      ["/", null, 1, ["a", "b"]],
      ["/inner", 1, 2, ["b", "a"]],
      ["/", 1, 3, ["a", "outer"]],
    ]);
    const states = [];
    for (const { entry } of entries) {
      const { entries: held, exact } = await panel.call("timeline.state", { entry });
      states.push({ ...Object.fromEntries(held.map(({ key, text }) => [key, text])), exact });
    }
    expect(states).toEqual([
      { a: "1", b: "1", exact: true },
      { a: "5", b: "20", exact: true },
      { a: "10", b: "20", outer: "1", exact: true },
    ]);
    const { session: last } = (await panel.call("session.read", {})) as { session: { entries: { key: string }[] } };
    expect(last.entries.map(({ key }) => key).sort()).toEqual(["a", "b", "outer"]);
  });
});

test("a change by another process is a gap, which a later state does not have", async () => {
  const store = new MemoryStore();
  const app = await open(store);
  const panel = await app.signedIn({ a: 1 });
  const [created] = await list(panel);
  const id = sessionIdOf(parseSessionKey(panel.cookie!)!);
  await store.commit(id, {
    set: new Map([["b", "2"]]),
    delete: new Set(),
    clear: false,
    modifiedAt: Date.now(),
    expiry: { from: null, expiresAt: Date.now() + 60_000 },
  });
  await app.visit(panel.cookie, (session) => session.set("a", 3));
  const last = (await list(panel)).at(-1)!;
  expect(last).toMatchObject({ revisionBefore: 2, revision: 3 });
  expect((await panel.call("timeline.state", { entry: last.entry })).exact).toBe(true);
  expect((await panel.call("timeline.state", { entry: created!.entry })).exact).toBe(false);
});
