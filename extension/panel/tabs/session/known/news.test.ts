import { effect } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pathId, pathText } from "../../../../json/path.ts";
import { cart, cookie, openScene, type Scene } from "../test-scene.ts";
import { lastCause } from "./attribution.ts";

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
const flashes = () =>
  [...scene.tab.news.flashes.value.values()].map(
    ({ change }) => `${pathText(change.path)} ${scene.tab.words.flash(change)}`,
  );

test("what a request changes flashes, value by value, with the request", async () => {
  await scene.change({ visits: 18, fresh: 1, cart: { ...cart, items: [{ name: "Mug", qty: 2 }, cart.items[1]] } });
  expect(flashes()).toEqual([
    "visits changed by POST /cart/add",
    "cart.items[0].qty changed by POST /cart/add",
    "fresh added by POST /cart/add",
  ]);
  expect(scene.tab.news.above.value).toEqual(new Set([["cart"], ["cart", "items"], ["cart", "items", 0]].map(pathId)));
  expect(scene.panel.said.polite.value).toBe("3 values changed by POST /cart/add");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(flashes()).toEqual([]);
});

test("a removed row stays for three seconds, in its place", async () => {
  await scene.change({ user_name: undefined });
  expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "†user_name", "cart"]);
  expect(flashes()).toEqual(["user_name removed by POST /cart/add"]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "cart"]);
});

test("of what is hidden it is told that it was written, though it looks the same", async () => {
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ user_name: "Eve" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(flashes()).toEqual([]);
  await scene.change({ user_name: "Bob" });
  expect(flashes()).toEqual(["user_name changed by POST /cart/add"]);
  await vi.advanceTimersByTimeAsync(10_000);
  await scene.change({ visits: 18 });
  expect(flashes()).toEqual(["visits changed by POST /cart/add"]);
});

test("one's own edits do not flash, another window's do", async () => {
  await scene.edit(["visits"], "18");
  expect(flashes()).toEqual([]);
  expect(scene.tab.news.log.value[0]).toMatchObject({ path: ["visits"], before: "17", after: "18" });
  expect(scene.tab.words.by(scene.tab.news.log.value[0]!.cause)).toBe("you");
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
  await settle();
  expect(flashes()).toEqual(["visits changed by you, in another window"]);
});

test("what I write over a value that has just changed is no longer its news", async () => {
  await scene.change({ visits: 18, user_name: "Grace" });
  await scene.edit(["visits"], "19");
  expect(flashes()).toEqual(["user_name changed by POST /cart/add"]);
});

test("more than twenty at once are a sentence, not a firework", async () => {
  await scene.change(Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`key${index}`, index])), "/import");
  expect(flashes()).toEqual([]);
  expect(scene.tab.news.flood.value).toMatchObject({ count: 24 });
  expect(scene.panel.said.polite.value).toBe("24 values changed by POST /import");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(scene.tab.news.flood.value).toBeNull();
});

/** What requests do between two readings. */
async function between(act: (change: (data: Record<string, unknown>, path: string) => void) => void): Promise<void> {
  const { server } = scene;
  act((data, path) => server.sessions.change(cookie, data, { method: "POST", path }));
  await settle();
}

test("what several requests did between two readings is put to each of them", async () => {
  await between((change) => {
    change({ user_name: undefined, fresh: 1 }, "/sign-out");
    change({ visits: 18 }, "/cart");
  });
  expect(flashes()).toEqual([
    "visits changed by POST /cart",
    "user_name removed by POST /sign-out",
    "fresh added by POST /sign-out",
  ]);
  expect(scene.panel.said.polite.value).toBe("3 values changed by POST /cart and POST /sign-out");
});

test("two values of one key are each put to the request that changed it", async () => {
  await between((change) => {
    change({ cart: { ...cart, coupon: "X" } }, "/coupon");
    change({ cart: { items: [{ name: "Mug", qty: 2 }, cart.items[1]], coupon: "X" } }, "/cart/add");
  });
  expect(flashes()).toEqual(["cart.items[0].qty changed by POST /cart/add", "cart.coupon changed by POST /coupon"]);
});

test("of several that changed one value, the last is named first and the others after it", async () => {
  await between((change) => {
    change({ visits: undefined }, "/a");
    change({ visits: 18 }, "/b");
    change({ visits: 19 }, "/c");
  });
  expect(flashes()).toEqual(["visits changed by POST /c, after POST /b and POST /a"]);
  const [change] = scene.tab.news.log.value;
  expect([
    change!.revision,
    ...change!.earlier.map((deed) => `${deed.revision} ${scene.tab.words.deed(deed)}`),
  ]).toEqual([4, "3 added by POST /b", "2 removed by POST /a"]);
});

test("a change that no commit tells of is put to nobody", async () => {
  await scene.change({ visits: 18 }, "/before");
  const session = scene.server.sessions.live.get(cookie)!;
  // Another process of the app did it: this one has recorded nothing.
  session.entries.set("visits", { ...session.entries.get("visits")!, text: "19" });
  session.entries.delete("user_name");
  session.revision += 1;
  await scene.tab.reader.read();
  expect(flashes()).toEqual(["visits changed by the server", "user_name removed by the server"]);
  // Nor does what the server has recorded of the key say who did it, once it no longer flashes.
  const { changed } = scene.tab.reader.entries.value.find(({ key }) => key === "visits")!;
  expect([changed?.path, lastCause(scene.tab.news.lastChange(["visits"]), changed)]).toEqual(["/before", null]);
  expect(lastCause(null, changed)).toBe(changed);
});

test("an edit in the JSON pane meets one's own in the cell: it is one's own, not another window's", async () => {
  const { documents } = scene.tab.editing;
  documents.type(["visits"], "100", "17", "17");
  await scene.edit(["visits"], "18");
  expect(await documents.save(pathId(["visits"]))).toBe("conflict");
  const { cause } = scene.tab.news.lastChange(["visits"])!;
  expect(scene.tab.words.by(cause)).toBe("you");
});

test("a new change of the same value starts again", async () => {
  await scene.change({ visits: 18 });
  const first = scene.tab.news.flashes.value.get(pathId(["visits"]))!.count;
  await vi.advanceTimersByTimeAsync(8000);
  await scene.change({ visits: 19 });
  expect(scene.tab.news.flashes.value.get(pathId(["visits"]))!.count).toBeGreaterThan(first);
  await vi.advanceTimersByTimeAsync(8000);
  expect(flashes()).toEqual(["visits changed by POST /cart/add"]);
});

test("knows who changed what last, below the keys as far as it was seen", async () => {
  expect(scene.tab.news.lastChange(["cart", "coupon"])).toBeNull();
  await scene.change({ cart: { ...cart, coupon: { code: "X" } } }, "/coupon");
  const path = (of: (string | number)[]) => scene.tab.news.lastChange(of)?.cause?.path;
  expect(path(["cart", "coupon", "code"])).toBe("/coupon");
  expect(path(["cart"])).toBe("/coupon");
  expect(path(["cart", "items"])).toBeUndefined();
});

test("a session that was flushed by the app is gone, and it is known by whom", async () => {
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await settle();
  expect(scene.tab.reader.reading.value?.state).toBe("gone");
  expect(scene.tab.reader.ended.value).toMatchObject({ how: "ended", cause: { path: "/logout" } });
});

test("what was said of a session is not said of the next one", async () => {
  await scene.change({ visits: 18, user_name: undefined, cart: { ...cart, coupon: "X" } });
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await settle();
  scene.server.sessions.open("next", { visits: 1, cart });
  scene.browser.putCookie({ name: "sessionid", value: "next", httpOnly: true });
  await settle();
  expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "cart"]);
  expect([flashes(), scene.tab.news.lastChange(["cart", "coupon"])]).toEqual([[], null]);
  expect(scene.tab.news.log.value).toEqual([]);
  await scene.change({ visits: 2 }, "/");
  expect(scene.tab.news.lastChange(["visits"])?.cause?.path).toBe("/");
});

test("what is loaded whole is no change", async () => {
  await scene.change({ long: "x".repeat(20_000) });
  await vi.advanceTimersByTimeAsync(10_000);
  await scene.tab.reader.whole("long");
  await scene.tab.reader.read();
  expect(flashes()).toEqual([]);
});

test("another server: nothing of this one is left", async () => {
  await scene.change({ visits: 18 });
  await scene.tab.editing.edit(scene.tab.tree.rows.value[0]!);
  scene.browser.navigate("http://other.test/");
  await settle();
  expect(scene.tab.reader.reading.value?.state).toBe("none");
  expect([scene.rows(), flashes(), scene.tab.unsaved.value]).toEqual([[], [], 0]);
});

test("fifty changes a second do not keep the panel busy: it rests after a reading, and the next has every change", async () => {
  const asked = () => scene.server.asked.filter((command) => command === "session.read").length;
  // Each reading takes the panel 300 ms.
  const { now } = performance;
  let busy = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + busy);
  const stop = effect(() => {
    void scene.tab.reader.entries.value;
    busy += 300;
  });
  const before = asked();
  for (let change = 1; change <= 100; change++) {
    scene.server.sessions.change(cookie, { visits: change }, { method: "POST", path: "/tick" });
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(asked() - before).toBeLessThanOrEqual(4);
  await vi.advanceTimersByTimeAsync(2000);
  expect(scene.rows()[0]).toBe("visits=100");
  stop();
  vi.restoreAllMocks();
});
