/** What the filter hides stays untouched, whatever is done to what it shows. */

import { expect, test } from "vitest";
import { pathText } from "../../../json/path.ts";
import { cart, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();

const selected = () => {
  const { tree } = scene.tab;
  return tree.rows.value.filter(({ id }) => tree.selected.value.has(id)).map(({ path }) => pathText(path));
};
const remove = async () => {
  await scene.tab.rowActions.remove();
  await scene.settle();
};

test("Ctrl+A and Delete take the matches alone: what they are in, and what is beside them, stays", async () => {
  const { tree } = scene.tab;
  tree.filter.value = "qty";
  tree.selectAll();
  expect(selected()).toEqual(["cart.items[0].qty", "cart.items[1].qty"]);
  expect(tree.found.value).toBe(2);
  await remove();
  expect(scene.stored()).toEqual({
    visits: 17,
    user_name: "Ada",
    cart: { items: [{ name: "Mug" }, { name: "Tote" }], coupon: null },
  });
  expect(scene.strip()).toBe("Deleted 2 values.");
});

test("a match is not deleted with what the filter leaves out of it", async () => {
  const { tree } = scene.tab;
  tree.filter.value = "cart -coupon";
  tree.toFirst();
  tree.openBelow();
  tree.selectAll();
  expect(selected()[0]).toBe("cart.items");
  await remove();
  expect(scene.stored()?.cart).toEqual({ coupon: null });
});

test("a row that is shown only for a match in it cannot be selected or deleted, and says why", async () => {
  const { tree } = scene.tab;
  tree.filter.value = "qty";
  tree.select(tree.rows.value[0]!.id);
  expect([tree.current.value?.name, selected()]).toEqual(["cart", []]);
  await remove();
  expect(scene.stored()?.cart).toEqual(cart);
  expect(scene.strip()).toBe("cart holds values that the filter hides. Clear the filter to delete it.");
  tree.move(-9, false);
  tree.move(9, true);
  expect(selected()).toEqual(["cart.items[0].qty", "cart.items[1].qty"]);
});

test("the filter leads to the first match, past what it is in", () => {
  const { tree } = scene.tab;
  tree.filter.value = "tote";
  tree.toFirst();
  expect([pathText(tree.current.value!.path), tree.filter.value]).toEqual(["cart.items[1].name", "tote"]);
  expect(tree.found.value).toBe(1);
  tree.filter.value = "";
  expect(tree.found.value).toBeNull();
});
