import { expect, test, vi } from "vitest";
import { pathId, pathText } from "../../../json/path.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const highlighted = () =>
  [...scene.tab.highlights.byPath.value.values()].map(
    ({ change }) => `${pathText(change.path)} ${scene.tab.words.change(change)}`,
  );

test("values that a request changes are highlighted, each with the request", async () => {
  await scene.change({ visits: 18, fresh: 1, cart: { ...cart, items: [{ name: "Mug", qty: 2 }, cart.items[1]] } });
  expect(highlighted()).toEqual([
    "visits changed by POST /cart/add",
    "cart.items[0].qty changed by POST /cart/add",
    "fresh added by POST /cart/add",
  ]);
  expect(scene.tab.highlights.above.value).toEqual(
    new Set([["cart"], ["cart", "items"], ["cart", "items", 0]].map(pathId)),
  );
  expect(scene.panel.liveRegions.polite.value).toBe("3 values changed by POST /cart/add");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(highlighted()).toEqual([]);
});

test("a removed row stays for three seconds, in its place", async () => {
  await scene.change({ user_name: undefined });
  expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "†user_name", "cart"]);
  expect(highlighted()).toEqual(["user_name removed by POST /cart/add"]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "cart"]);
});

test("a hidden value that was written is highlighted, though it looks the same", async () => {
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ user_name: "Eve" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(highlighted()).toEqual([]);
  await scene.change({ user_name: "Bob" });
  expect(highlighted()).toEqual(["user_name changed by POST /cart/add"]);
  await vi.advanceTimersByTimeAsync(10_000);
  await scene.change({ visits: 18 });
  expect(highlighted()).toEqual(["visits changed by POST /cart/add"]);
});

test("the panel's own edits are not highlighted, those of another window are", async () => {
  await scene.edit(["visits"], "18");
  expect(highlighted()).toEqual([]);
  expect(scene.tab.changeLog.entries.value[0]).toMatchObject({ path: ["visits"], before: "17", after: "18" });
  expect(scene.tab.words.by(scene.tab.changeLog.entries.value[0]!.cause)).toBe("you");
  await scene.panel.platform.fetch("http://localhost:3000/__sessionscope__", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      protocol: 1,
      command: "session.update",
      cookie,
      params: { set: { visits: "19" }, delete: [], expect: { visits: "18" } },
    }),
  });
  await scene.settle();
  expect(highlighted()).toEqual(["visits changed by you, in another window"]);
});

test("a value that the user writes over is no longer highlighted", async () => {
  await scene.change({ visits: 18, user_name: "Grace" });
  await scene.edit(["visits"], "19");
  expect(highlighted()).toEqual(["user_name changed by POST /cart/add"]);
});

test("more than twenty changes at once are one sentence, and no highlights", async () => {
  await scene.change(Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`key${index}`, index])), "/import");
  expect(highlighted()).toEqual([]);
  expect(scene.tab.highlights.burst.value).toMatchObject({ count: 24 });
  expect(scene.panel.liveRegions.polite.value).toBe("24 values changed by POST /import");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(scene.tab.highlights.burst.value).toBeNull();
});

test("a new change of the same value starts its highlight again", async () => {
  await scene.change({ visits: 18 });
  const first = scene.tab.highlights.byPath.value.get(pathId(["visits"]))!.count;
  await vi.advanceTimersByTimeAsync(8000);
  await scene.change({ visits: 19 });
  expect(scene.tab.highlights.byPath.value.get(pathId(["visits"]))!.count).toBeGreaterThan(first);
  await vi.advanceTimersByTimeAsync(8000);
  expect(highlighted()).toEqual(["visits changed by POST /cart/add"]);
});

test("a later change in a highlighted value takes its highlight over", async () => {
  await scene.change({ fresh: { coupons: ["TEN"] } });
  expect(highlighted()).toEqual(["fresh added by POST /cart/add"]);
  await scene.change({ fresh: { coupons: ["TEN", "TEN"] } }, "/coupon");
  expect(highlighted()).toEqual(["fresh.coupons[1] added by POST /coupon"]);
  expect(scene.tab.highlights.above.value).toContain(pathId(["fresh"]));
});

test("a value that is loaded whole has not changed", async () => {
  await scene.change({ long: "x".repeat(20_000) });
  await vi.advanceTimersByTimeAsync(10_000);
  await scene.tab.reader.whole("long");
  await scene.tab.reader.read();
  expect(highlighted()).toEqual([]);
});
