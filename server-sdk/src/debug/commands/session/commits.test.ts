/** The commits between two readings, each with its keys and its cause. */

import { describe, expect, onTestFinished, test } from "vitest";
import { openApp } from "../../../../tests/debug/app.ts";
import type { Panel } from "../../../../tests/debug/asking.ts";
import { live, open, serverStores } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart } from "../../../../tests/debug/standing-clock.ts";
import type { Commit, SessionReading } from "../../../protocol.ts";
import { MemoryStore } from "../../../stores/memory.ts";

clockFromStart();

const commitsIn = (reading: SessionReading): readonly Commit[] | undefined =>
  reading.state === "live" ? reading.session.commits : [];
const said = (commits: readonly Commit[] | undefined) =>
  commits?.map(
    ({ revision, changes, cause }) =>
      `${revision} ${cause.path || cause.by}: ${changes.map(({ key, kind }) => `${key} ${kind}`).join(", ")}`,
  );
const stateOf = async (panel: Panel) => {
  const { handle, revision } = await live(panel);
  return { handle, revision };
};

describe.each(serverStores)("on %s", (store) => {
  test("a reading names the commits after the state that the panel has", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1, b: 1 });
    const since = await stateOf(panel);
    await app.visit(panel.cookie, (session) => session.delete("a"), { path: "/first" });
    await app.visit(panel.cookie, (session) => session.update({ b: 2, c: 1 }), { path: "/second" });
    const reading = await panel.call("session.read", { since });
    expect(said(commitsIn(reading))).toEqual(["2 /first: a removed", "3 /second: b changed, c added"]);
    expect(said(commitsIn(await panel.call("session.read", {})))).toBeUndefined();
  });

  test("the answer to session.update names the commits after that state too", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1, b: 1 });
    const since = await stateOf(panel);
    await app.visit(panel.cookie, (session) => session.set("b", 2), { path: "/other" });
    const { reading } = await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" }, since });
    expect(said(commitsIn(reading))).toEqual(["2 /other: b changed", "3 panel: a changed"]);
  });

  test("a panel knows its own changes from those of another window", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const other = app.panel(panel.cookie);
    [panel.window, other.window] = ["one", "two"];
    const since = await stateOf(panel);
    await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
    await other.call("session.update", { set: { a: "3" }, delete: [], expect: { a: "2" } });
    const reading = await panel.call("session.read", { since });
    expect(commitsIn(reading)?.map(({ cause }) => cause.window)).toEqual(["one", "two"]);
    const { entries, lastChange } = await live(panel);
    expect([entries[0]?.changed?.window, lastChange?.window]).toEqual(["two", "two"]);
  });
});

test("a panel's change is a commit of its own, also when a request commits before the panel has its answer", async () => {
  const store = new MemoryStore();
  const app = await openApp({ store });
  onTestFinished(() => app[Symbol.asyncDispose]());
  const panel = await app.signedIn({ a: 1 });
  const since = await stateOf(panel);
  const { commit } = store;
  store.commit = async (id, change) => {
    store.commit = commit;
    const result = await store.commit(id, change);
    await app.visit(panel.cookie, (session) => session.set("b", 1), { path: "/meanwhile" });
    return result;
  };
  const { reading } = await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" }, since });
  expect(said(commitsIn(reading))?.toSorted()).toEqual(["2 panel: a changed", "3 /meanwhile: b added"]);
});

test("a key that session.restore leaves as it was is no change", async () => {
  const app = await open("memory:");
  const panel = await app.signedIn({ a: 1, b: 1 });
  const since = await stateOf(panel);
  const params = { revision: 1, entries: { a: "1", b: "2" }, expiry: { kind: "policy" } } as const;
  await panel.call("session.restore", params);
  expect(said(commitsIn(await panel.call("session.read", { since })))).toEqual(["2 panel: b changed"]);
});
