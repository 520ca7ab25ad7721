import { expect, test } from "vitest";
import { pathId } from "../../../json/path.ts";
import { cart, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const select = (...paths: (string | number)[][]) => {
  for (const [index, path] of paths.entries()) {
    scene.tab.tree.reveal(path);
    if (index === 0) scene.tab.tree.select(pathId(path));
  }
  for (const path of paths.slice(0, -1)) scene.tab.tree.select(pathId(path), "toggle");
};
const current = () => scene.tab.tree.current.value!;

test("several rows are deleted as one, and undo puts them back as they were", async () => {
  select(["user_name"], ["cart", "items", 0], ["cart", "items", 1]);
  await scene.tab.rowActions.remove();
  await scene.settle();
  expect(scene.stored()).toEqual({ visits: 17, cart: { items: [], coupon: null } });
  expect(scene.strip()).toBe("Deleted 3 values.");
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  expect(scene.strip()).toBe("Took back 3 changes.");
});

test("a row inside another selected row is deleted once, with it", async () => {
  select(["cart"], ["cart", "items", 0]);
  await scene.tab.rowActions.remove();
  await scene.settle();
  expect(scene.strip()).toBe("Deleted cart.");
});

test("a duplicate gets a free name, or the next place in a list", async () => {
  await scene.tab.rowActions.duplicate(scene.tab.tree.rows.value[0]!);
  await scene.tab.rowActions.duplicate(scene.tab.tree.rows.value[0]!);
  select(["cart", "items", 0]);
  await scene.tab.rowActions.duplicate(current());
  await scene.settle();
  expect(scene.stored()).toMatchObject({ visits_copy: 17, visits_copy2: 17 });
  expect(scene.stored()).toHaveProperty("cart.items", [cart.items[0], cart.items[0], cart.items[1]]);
  expect(current().path).toEqual(["cart", "items", 1]);
});

test("a value that the server hides cannot be edited, renamed or deleted", async () => {
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ visits: 18 });
  const row = scene.tab.tree.rows.value.find(({ name }) => name === "user_name")!;
  expect(row.kind).toBe("hidden");
  await scene.tab.rowActions.edit(row);
  await scene.tab.rowActions.rename(row);
  expect(scene.tab.cells.open.value.size).toBe(0);
  select(["user_name"]);
  await scene.tab.rowActions.remove();
  expect(scene.stored()).toMatchObject({ user_name: "Ada" });
});
