import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pathText } from "../../../../json/path.ts";
import { createSessionTab } from "../state.ts";
import { cart, cookie, openScene, type Scene } from "../test-scene.ts";

let end: AbortController;
let scene: Scene;
const settle = async () => {
  await vi.advanceTimersByTimeAsync(400);
};
beforeEach(async () => {
  vi.useFakeTimers();
  end = new AbortController();
  scene = await openScene(settle, end.signal);
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});
const flashes = () => [...scene.tab.news.flashes.value.values()].map(({ change }) => pathText(change.path));

test("a muted key does not flash, nor what is in it; it is not said, and it is in the history", async () => {
  const { muted, news } = scene.tab;
  muted.mute("cart");
  await scene.change({ visits: 18, cart: { ...cart, coupon: "X" } });
  expect(flashes()).toEqual(["visits"]);
  expect(scene.panel.said.polite.value).toBe("visits changed by POST /cart/add");
  expect(news.log.value.map(({ path }) => pathText(path))).toEqual(["visits", "cart.coupon"]);
  await scene.change({ cart: undefined });
  expect(scene.rows().some((row) => row.startsWith("†"))).toBe(false);
});

test("keys that are muted make no flood", async () => {
  for (let index = 0; index < 24; index++) scene.tab.muted.mute(`key${index}`);
  await scene.change(Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`key${index}`, index])));
  expect(scene.tab.news.flood.value).toBeNull();
});

test("a key that flashes stops when it is muted, and is heard again afterwards", async () => {
  const { muted } = scene.tab;
  await scene.change({ visits: 18 });
  muted.mute("visits");
  expect(flashes()).toEqual([]);
  muted.unmute("visits");
  await scene.change({ visits: 19 });
  expect(flashes()).toEqual(["visits"]);
});

test("is kept for its server alone, over sessions of DevTools", async () => {
  scene.tab.muted.mute("visits");
  scene.tab.muted.mute("cart");
  await settle();
  expect(scene.browser.stored.get("layout")).toMatchObject({
    "session.muted": '{"http://localhost:3000":["visits","cart"]}',
  });
  expect([...createSessionTab(scene.panel, end.signal).muted.keys.value]).toEqual(["visits", "cart"]);
  scene.browser.navigate("http://other.test/");
  await settle();
  expect([...scene.tab.muted.keys.value]).toEqual([]);
  scene.tab.muted.mute("theirs");
  scene.browser.navigate("http://localhost:3000/cart");
  await settle();
  scene.server.sessions.open(cookie, { visits: 1 });
  expect([...scene.tab.muted.keys.value]).toEqual(["visits", "cart"]);
  scene.tab.muted.unmute();
  expect([...scene.tab.muted.keys.value]).toEqual([]);
});

test("what is kept and cannot be read counts as nothing", () => {
  for (const kept of ["{", '{"http://localhost:3000":7}', "[]", "null"]) {
    scene.panel.remember("session.muted", "").value = kept;
    expect([...scene.tab.muted.keys.value]).toEqual([]);
  }
});

test("so many keys are kept, the last ones", () => {
  for (let index = 0; index < 300; index++) scene.tab.muted.mute(`key${index}`);
  scene.tab.muted.mute("k".repeat(2000));
  const keys = [...scene.tab.muted.keys.value];
  expect([keys.length, keys.at(-1)]).toEqual([200, "key299"]);
});
