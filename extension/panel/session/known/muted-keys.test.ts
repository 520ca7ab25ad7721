import { expect, test } from "vitest";
import { pathText } from "../../../json/path.ts";
import { createSessionTab } from "../../tabs/session/state.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const highlighted = () => [...scene.tab.highlights.byPath.value.values()].map(({ change }) => pathText(change.path));

test("a muted key, and what is in it, is neither highlighted nor announced; its changes are in the change log", async () => {
  const { muted, changeLog } = scene.tab;
  muted.mute("cart");
  await scene.change({ visits: 18, cart: { ...cart, coupon: "X" } });
  expect(highlighted()).toEqual(["visits"]);
  expect(scene.panel.liveRegions.polite.value).toBe("visits changed by POST /cart/add");
  expect(changeLog.entries.value.map(({ path }) => pathText(path))).toEqual(["visits", "cart.coupon"]);
  await scene.change({ cart: undefined });
  expect(scene.rows().some((row) => row.startsWith("†"))).toBe(false);
});

test("changes of muted keys make no burst", async () => {
  for (let index = 0; index < 24; index++) scene.tab.muted.mute(`key${index}`);
  await scene.change(Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`key${index}`, index])));
  expect(scene.tab.highlights.burst.value).toBeNull();
});

test("a highlight goes when its key is muted, and the key is highlighted again afterwards", async () => {
  const { muted } = scene.tab;
  await scene.change({ visits: 18 });
  muted.mute("visits");
  expect(highlighted()).toEqual([]);
  muted.unmute("visits");
  await scene.change({ visits: 19 });
  expect(highlighted()).toEqual(["visits"]);
});

test("muted keys are kept for their server alone, over sessions of DevTools", async () => {
  scene.tab.muted.mute("visits");
  scene.tab.muted.mute("cart");
  await scene.settle();
  expect(scene.browser.stored.get("layout")).toMatchObject({
    "session.muted": '{"http://localhost:3000":["visits","cart"]}',
  });
  expect([...createSessionTab(scene.panel, scene.end).muted.keys.value]).toEqual(["visits", "cart"]);
  scene.browser.navigate("http://other.test/");
  await scene.settle();
  expect([...scene.tab.muted.keys.value]).toEqual([]);
  scene.tab.muted.mute("theirs");
  scene.browser.navigate("http://localhost:3000/cart");
  await scene.settle();
  scene.server.sessions.open(cookie, { visits: 1 });
  expect([...scene.tab.muted.keys.value]).toEqual(["visits", "cart"]);
  scene.tab.muted.unmute();
  expect([...scene.tab.muted.keys.value]).toEqual([]);
});

test("a kept text that cannot be read counts as no key", () => {
  for (const kept of ["{", '{"http://localhost:3000":7}', "[]", "null"]) {
    scene.panel.remember("session.muted", "").value = kept;
    expect([...scene.tab.muted.keys.value]).toEqual([]);
  }
});

test("the last 200 keys are kept", () => {
  for (let index = 0; index < 300; index++) scene.tab.muted.mute(`key${index}`);
  scene.tab.muted.mute("k".repeat(2000));
  const keys = [...scene.tab.muted.keys.value];
  expect([keys.length, keys.at(-1)]).toEqual([200, "key299"]);
});
