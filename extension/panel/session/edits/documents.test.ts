import { expect, test } from "vitest";
import { pathId } from "../../../json/path.ts";
import { cart, sceneOfEachTest } from "../../tabs/session/test-scene.ts";
import { prettyValue } from "./documents.ts";

const scene = sceneOfEachTest();

test("the JSON pane saves value by value: what the app changed beside them stays", async () => {
  const path = ["cart", "items", 0];
  const { documents } = scene.tab;
  const value = JSON.stringify(cart.items[0]);
  documents.type(
    path,
    '{\n  "name": "Mug",\n  "qty": 1,\n  "price": 12.9\n}',
    prettyValue(value),
    JSON.stringify(cart),
  );
  await scene.change({ cart: { ...cart, items: [{ name: "Mug", qty: 2 }, cart.items[1]] } });
  expect(scene.tab.unsaved.value).toBe(1);
  expect(await documents.save(pathId(path))).toBe("saved");
  expect(scene.stored()).toHaveProperty("cart.items[0]", { name: "Mug", qty: 2, price: 12.9 });
  expect(scene.tab.unsaved.value).toBe(0);
});

test("the text of all keys saves each change on its own, and undo takes them back together", async () => {
  const { documents } = scene.tab;
  const seen = JSON.stringify({ visits: 17, user_name: "Ada", cart });
  documents.type([], '{"visits": 18, "cart": {"items": [], "coupon": null}, "tier": "gold"}', seen, seen);
  await scene.change({ visits: 17, other: 1 });
  expect(await documents.save("[]")).toBe("saved");
  await scene.settle();
  const edited = { visits: 18, cart: { items: [], coupon: null }, other: 1, tier: "gold" };
  expect(scene.stored()).toEqual(edited);
  expect(documents.open.value.size).toBe(0);
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart, other: 1 });
});
