import { expect, test } from "vitest";
import { cart, sceneOfEachTest } from "./test-scene.ts";

const scene = sceneOfEachTest();

test("the tab reads the session and shows it", () => {
  expect(scene.rows()).toEqual(["visits=17", 'user_name="Ada"', `cart=${JSON.stringify(cart)}`]);
  expect(scene.tab.counts.value).toEqual({ keys: 3, values: 11, invalid: 0, conflicts: 0, waiting: 0 });
});

test("when another project answers at the same address, nothing of the last one is shown, kept for saving, or undone there", async () => {
  const askFor = (project: string) => Object.assign(scene.server, { token: `token-of-${project}`, project });
  askFor("one");
  scene.panel.lookAgain();
  await scene.settle();
  await scene.panel.keepToken("token-of-one");
  await scene.settle();
  await scene.edit(["visits"], "18");
  scene.server.goAway();
  await scene.settle();
  await scene.edit(["user_name"], '"Grace"');
  expect(scene.tab.unsaved.value).toBe(1);
  askFor("two");
  scene.server.comeBack();
  scene.panel.lookAgain();
  await scene.settle();
  expect(scene.panel.connection.value).toMatchObject({ state: "token-required", server: "two" });
  expect([scene.rows(), scene.tab.unsaved.value, scene.panel.undo.undoable.value]).toEqual([[], 0, null]);
});
