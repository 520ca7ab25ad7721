import { expect, test } from "vitest";
import { pathId, pathText } from "../../../json/path.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";
import { lastCause } from "./attribution.ts";

const scene = sceneOfEachTest();
const highlighted = () =>
  [...scene.tab.highlights.byPath.value.values()].map(
    ({ change }) => `${pathText(change.path)} ${scene.tab.words.change(change)}`,
  );

/** What requests do between two readings. */
async function between(act: (change: (data: Record<string, unknown>, path: string) => void) => void): Promise<void> {
  const { server } = scene;
  act((data, path) => server.sessions.change(cookie, data, { method: "POST", path }));
  await scene.settle();
}

test("each change is put to the request that made it, though several came between two readings", async () => {
  await between((change) => {
    change({ user_name: undefined, fresh: 1 }, "/sign-out");
    change({ visits: 18 }, "/cart");
  });
  expect(highlighted()).toEqual([
    "visits changed by POST /cart",
    "user_name removed by POST /sign-out",
    "fresh added by POST /sign-out",
  ]);
  expect(scene.panel.liveRegions.polite.value).toBe("3 values changed by POST /cart and POST /sign-out");
});

test("two values of one key are each put to the request that changed it", async () => {
  await between((change) => {
    change({ cart: { ...cart, coupon: "X" } }, "/coupon");
    change({ cart: { items: [{ name: "Mug", qty: 2 }, cart.items[1]], coupon: "X" } }, "/cart/add");
  });
  expect(highlighted()).toEqual(["cart.items[0].qty changed by POST /cart/add", "cart.coupon changed by POST /coupon"]);
});

test("of several requests that changed one value, the last is named first and the others after it", async () => {
  await between((change) => {
    change({ visits: undefined }, "/a");
    change({ visits: 18 }, "/b");
    change({ visits: 19 }, "/c");
  });
  expect(highlighted()).toEqual(["visits changed by POST /c, after POST /b and POST /a"]);
  const [change] = scene.tab.changeLog.entries.value;
  expect([
    change!.revision,
    ...change!.earlier.map((earlier) => `${earlier.revision} ${scene.tab.words.earlier(earlier)}`),
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
  expect(highlighted()).toEqual(["visits changed by the server", "user_name removed by the server"]);
  // Nor does what the server has recorded of the key say who did it, once it no longer highlights.
  const { changed } = scene.tab.reader.entries.value.find(({ key }) => key === "visits")!;
  expect([changed?.path, lastCause(scene.tab.changeLog.lastChange(["visits"]), changed)]).toEqual(["/before", null]);
  expect(lastCause(null, changed)).toBe(changed);
});

test("an edit in the JSON pane that meets the user's own in the cell is put to the user, not to another window", async () => {
  const { documents } = scene.tab;
  documents.type(["visits"], "100", "17", "17");
  await scene.edit(["visits"], "18");
  expect(await documents.save(pathId(["visits"]))).toBe("conflict");
  const { cause } = scene.tab.changeLog.lastChange(["visits"])!;
  expect(scene.tab.words.by(cause)).toBe("you");
});

test("the last change of a value is known below the keys as well, as far as it was seen", async () => {
  expect(scene.tab.changeLog.lastChange(["cart", "coupon"])).toBeNull();
  await scene.change({ cart: { ...cart, coupon: { code: "X" } } }, "/coupon");
  const path = (of: (string | number)[]) => scene.tab.changeLog.lastChange(of)?.cause?.path;
  expect(path(["cart", "coupon", "code"])).toBe("/coupon");
  expect(path(["cart"])).toBe("/coupon");
  expect(path(["cart", "items"])).toBeUndefined();
});
