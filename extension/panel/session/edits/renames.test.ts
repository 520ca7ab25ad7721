import { expect, test } from "vitest";
import { pathId, pathText } from "../../../json/path.ts";
import { sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const current = () => pathText(scene.tab.tree.current.value!.path);
/** Opens cart.items, selects it, and gives the cart another name. */
const rename = async (to: string) => {
  const { tree, cells, rowActions } = scene.tab;
  tree.reveal(["cart", "items", 0]);
  tree.leave();
  await rowActions.rename(scene.tab.tree.rows.value.find(({ id }) => id === pathId(["cart"]))!);
  cells.type(pathId(["cart"]), to);
  cells.apply(pathId(["cart"]));
};

test("rows in a renamed value stay open and selected at once, and once it is stored", async () => {
  await rename("basket");
  await Promise.resolve();
  expect(current()).toBe("basket.items");
  await scene.settle();
  expect(current()).toBe("basket.items");
  expect(scene.rows()).toContain('basket.items[0]={"name":"Mug","qty":1}');
});

test("they are open and selected under the old name again if the server does not accept the new one", async () => {
  scene.server.streaming = false;
  scene.server.breakStreams();
  await scene.settle();
  scene.server.sessions.redacted.add("basket");
  await rename("basket");
  await scene.settle();
  expect(current()).toBe("cart.items");
  expect(scene.rows()).toContain('cart.items[0]={"name":"Mug","qty":1}');
  expect(scene.tab.cells.open.value.get(pathId(["cart"]))?.problem).toEqual(expect.any(String));
});

test("they are so too if a rename that waits is discarded", async () => {
  scene.server.goAway();
  await scene.settle();
  await rename("basket");
  await scene.settle();
  expect(current()).toBe("basket.items");
  scene.tab.pending.discard();
  expect(current()).toBe("cart.items");
  expect(scene.rows()).toContain('cart.items[0]={"name":"Mug","qty":1}');
});
