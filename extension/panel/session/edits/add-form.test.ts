import { expect, test } from "vitest";
import type { Path } from "../../../json/path.ts";
import { sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const select = (path: Path) => {
  scene.tab.tree.reveal(path);
};
const current = () => scene.tab.tree.current.value!;

test("the form adds to the session, to a dict, and to a list", async () => {
  const { addForm } = scene.tab;
  addForm.open([], true);
  addForm.fill({ name: "tier", value: '{"level": "gold"}' });
  await addForm.submit();
  await scene.settle();
  expect(scene.strip()).toBe("Added tier.");
  expect(addForm.filled.value).toBeNull();
  expect(current().path).toEqual(["tier"]);
  select(["tier"]);
  scene.tab.tree.enter();
  scene.tab.rowActions.add(current());
  expect(addForm.filled.value).toMatchObject({ into: ["tier"], named: true });
  addForm.fill({ name: "since", value: "2024" });
  await addForm.submit();
  select(["cart", "items", 1]);
  scene.tab.rowActions.add(current());
  expect(addForm.filled.value).toMatchObject({ into: ["cart", "items"], named: false });
  addForm.fill({ value: "Sage" });
  await addForm.submit();
  await scene.settle();
  expect(scene.stored()).toMatchObject({ tier: { level: "gold", since: 2024 }, cart: { items: [{}, {}, "Sage"] } });
});

test("the form says why a name or a value is not accepted", async () => {
  const { addForm } = scene.tab;
  addForm.open([], true);
  addForm.fill({ name: "visits", value: "17, 18" });
  expect(addForm.filled.value).toMatchObject({ nameProblem: "“visits” exists. Choose another name.", ready: false });
  addForm.fill({ name: "other" });
  expect(addForm.filled.value).toMatchObject({ nameProblem: null, checked: { ok: false, at: 2 }, ready: false });
  await addForm.submit();
  expect(addForm.filled.value).not.toBeNull();
  addForm.fill({ value: "two words" });
  expect(addForm.filled.value).toMatchObject({
    checked: { ok: true, to: '"two words"', asString: true },
    ready: true,
  });
});

test("without a session, the first key makes one", async () => {
  scene.browser.dropCookie("sessionid");
  await scene.settle();
  expect(scene.tab.reader.reading.value?.state).toBe("none");
  scene.tab.addForm.open([], true);
  scene.tab.addForm.fill({ name: "visits", value: "1" });
  await scene.tab.addForm.submit();
  await scene.settle();
  expect(scene.stored()).toEqual({ visits: 1 });
  expect(scene.rows()).toEqual(["visits=1"]);
});
