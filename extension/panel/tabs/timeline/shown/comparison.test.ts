import { expect, test } from "vitest";
import { cookie, sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest();
const counts = () => scene.tab.comparison.diff.counts.value;

test("compares the state after one request with that after the current one, and swaps them", async () => {
  await scene.change({ visits: 18, coupon: "A" }, "/a");
  await scene.change({ visits: 19, coupon: undefined, flash: ["x"], theme: "dark" }, "/b");
  const a = await scene.choose("/a");
  scene.tab.comparison.begin(a);
  const b = await scene.choose("/b");
  expect(scene.tab.comparison.ready.value).toBe(true);
  expect(counts()).toEqual({ added: 2, changed: 1, removed: 1 });
  scene.tab.comparison.swap();
  await scene.settle();
  expect([scene.tab.comparison.a.value, scene.tab.comparison.b.value]).toEqual([b, a]);
  expect(counts()).toEqual({ added: 1, changed: 1, removed: 2 });
  scene.tab.comparison.end();
  expect(scene.tab.comparison.b.value).toBeNull();
});

test("long values that begin alike are told apart by loading them whole", async () => {
  const long = (end: string) => ({ text: "x".repeat(40_000), end });
  await scene.change({ draft: long("one"), same: long("one") }, "/a");
  await scene.change({ draft: long("two") }, "/b");
  scene.tab.comparison.begin(await scene.choose("/a"));
  await scene.choose("/b");
  expect(counts()).toEqual({ added: 0, changed: 1, removed: 0 });
  const row = scene.tab.comparison.diff.rows.value.find(({ name }) => name === "end")!;
  expect(row).toMatchObject({ sign: "changed" });
});

test("a long value that differs is loaded whole when its row is opened", async () => {
  await scene.change({ draft: "x".repeat(40_000) }, "/a");
  await scene.change({ draft: "y".repeat(40_000) }, "/b");
  scene.tab.comparison.begin(await scene.choose("/a"));
  await scene.choose("/b");
  const states = () => {
    const row = scene.tab.comparison.diff.rows.value.find(({ name }) => name === "draft")!;
    return [row.before?.root.state, row.after?.root.state];
  };
  expect(states()).toEqual(["cut", "cut"]);
  scene.tab.comparison.loadWhole(scene.tab.comparison.diff.rows.value.find(({ name }) => name === "draft")!);
  await scene.settle();
  expect(states()).toEqual(["whole", "whole"]);
});

test("states that are forgotten cannot be compared, in one sentence", async () => {
  await scene.change({ visits: 18 }, "/a");
  await scene.change({ visits: 19 }, "/b");
  scene.server.sessions.timeline.commands["timeline.clear"]({});
  scene.tab.comparison.begin(await scene.choose("/a"));
  await scene.choose("/b");
  expect(scene.tab.comparison.failure.value).toBe("The server has forgotten this request to make room for newer ones.");
});

test("what a request changed is shown, cut values are loaded when they are opened", async () => {
  await scene.change({ draft: "x".repeat(40_000), visits: 18 }, "/a");
  await scene.choose("/a");
  const { diff, loadWhole } = scene.tab.difference;
  expect(diff.rows.value.map(({ name, sign }) => `${sign} ${name}`)).toEqual(["changed visits", "added draft"]);
  loadWhole(diff.rows.value[1]!);
  await scene.settle();
  expect(diff.rows.value[1]?.after?.root).toMatchObject({ state: "whole", size: 40_002 });
  expect(diff.rows.value[1]?.after?.root.text).toHaveLength(40_002);
});

test("what was forgotten is told in place of the detail", async () => {
  scene.server.sessions.change(cookie, { visits: 18 }, { method: "POST", path: "/a" });
  scene.server.sessions.change(cookie, { visits: 19 }, { method: "POST", path: "/b" });
  scene.server.sessions.timeline.commands["timeline.clear"]({});
  await scene.settle();
  await scene.choose("/a");
  expect(scene.tab.shown.value).toMatchObject({
    detail: null,
    failure: "The server has forgotten this request to make room for newer ones.",
  });
});
