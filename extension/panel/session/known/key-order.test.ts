import { describe, expect, test } from "vitest";
import { pathId } from "../../../json/path.ts";
import { cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";
import { type Sorting, sortBy } from "./key-order.ts";

const scene = sceneOfEachTest();
const keys = () => scene.rows().map((row) => row.split("=")[0]);
const rename = async (from: string, to: string) => {
  const { tree, rowActions, cells } = scene.tab;
  await rowActions.rename(tree.rows.value.find(({ path }) => path[0] === from)!);
  cells.type(pathId([from]), to);
  cells.apply(pathId([from]));
};

describe("a key that gets another name", () => {
  test("stays in its place, while it is saved, afterwards, and when that is undone", async () => {
    await rename("user_name", "name");
    expect(keys()).toEqual(["visits", "name", "cart"]);
    await scene.settle();
    expect(keys()).toEqual(["visits", "name", "cart"]);
    expect(Object.keys(scene.stored()!)).toEqual(["visits", "cart", "name"]);
    await scene.change({ visits: 18 });
    expect(keys()).toEqual(["visits", "name", "cart"]);
    await scene.undo();
    expect(keys()).toEqual(["visits", "user_name", "cart"]);
    await scene.redo();
    expect(keys()).toEqual(["visits", "name", "cart"]);
  });

  test("stays in its place where the server does not accept the name", async () => {
    scene.server.sessions.redacted.add("name");
    await rename("user_name", "name");
    await scene.settle();
    expect(keys()).toEqual(["visits", "user_name", "cart"]);
  });
});

test("a key that was deleted comes back to its place; a new one comes last", async () => {
  scene.tab.tree.reveal(["user_name"]);
  await scene.tab.rowActions.remove();
  await scene.change({ fresh: 1 });
  await scene.undo();
  expect(keys()).toEqual(["visits", "user_name", "cart", "fresh"]);
});

test("the keys of another session stand in its own order", async () => {
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await scene.settle();
  scene.server.sessions.open("next", { cart: 1, visits: 1 });
  scene.browser.putCookie({ name: "sessionid", value: "next", httpOnly: true });
  await scene.settle();
  expect(keys()).toEqual(["cart", "visits"]);
});

describe("keys are sorted", () => {
  const press = (by: Sorting) => sortBy(scene.tab.sort, by);

  test("by name, the other way, and as they are stored again", async () => {
    await scene.change({ item10: 1, item9: 1 });
    press("name");
    expect(keys()).toEqual(["cart", "item9", "item10", "user_name", "visits"]);
    press("name");
    expect(keys()).toEqual(["visits", "user_name", "item10", "item9", "cart"]);
    press("name");
    expect(keys()).toEqual(["visits", "user_name", "cart", "item10", "item9"]);
  });

  test("by size, the largest first", () => {
    press("size");
    expect(keys()).toEqual(["cart", "user_name", "visits"]);
    press("size");
    expect(keys()).toEqual(["visits", "user_name", "cart"]);
  });

  test("by the last change, the latest first", async () => {
    await scene.change({ user_name: "Grace" });
    await scene.change({ visits: 18 });
    press("changed");
    expect(keys()).toEqual(["visits", "user_name", "cart"]);
    await scene.change({ cart: 1 });
    expect(keys()).toEqual(["cart", "visits", "user_name"]);
  });

  test("and one that is gone is shown where it stood", async () => {
    press("name");
    await scene.change({ user_name: undefined });
    expect(keys()).toEqual(["cart", "†user_name", "visits"]);
  });
});
