import { describe, expect, test } from "vitest";
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

describe("beside what the server hides", () => {
  const form = { answers: { name: "Ada" }, "csrf-secret": "s3", users: [{ id: 1, pin: 7 }, 2] };
  const rowAt = (...path: (string | number)[]) => {
    select(path);
    return current();
  };
  const can = (...path: (string | number)[]) => {
    const [row, { editable, nameable, removable }] = [rowAt(...path), scene.tab.rowActions];
    return [editable(row), nameable(row), removable(row)];
  };

  test("values are edited and undone, and what is hidden stays", async () => {
    await scene.change({ form });
    await scene.tab.rowActions.put(["form", "answers", "name"], '"Zoë"');
    await scene.settle();
    expect(scene.stored()).toMatchObject({ form: { ...form, answers: { name: "Zoë" } } });
    rowAt("form", "answers");
    await scene.tab.rowActions.remove();
    await scene.settle();
    expect(scene.stored()).toMatchObject({ form: { "csrf-secret": "s3", users: form.users } });
    await scene.undo();
    await scene.undo();
    expect(scene.stored()).toMatchObject({ form });
  });

  test("what is hidden and what holds it cannot be changed, nor the length of a list with something hidden", async () => {
    await scene.change({ form });
    expect(can("form")).toEqual([false, false, false]);
    expect(can("form", "csrf-secret")).toEqual([false, false, false]);
    expect(can("form", "users")).toEqual([false, false, false]);
    expect(can("form", "users", 0)).toEqual([false, false, false]);
    expect(can("form", "users", 0, "id")).toEqual([true, true, true]);
    expect(can("form", "users", 1)).toEqual([true, false, false]);
    expect(can("form", "answers", "name")).toEqual([true, true, true]);
    await scene.tab.rowActions.duplicate(rowAt("form", "users", 1));
    await scene.settle();
    expect(scene.stored()).toMatchObject({ form });
  });

  test("an older server takes no such edit, so none is offered", async () => {
    scene.server.hello.editsBesideHidden = undefined;
    await scene.change({ form });
    scene.tab.panel.lookAgain();
    await scene.settle();
    expect(can("form", "answers", "name")).toEqual([false, false, false]);
  });
});
