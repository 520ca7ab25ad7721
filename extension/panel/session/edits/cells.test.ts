import { expect, test, vi } from "vitest";
import { type Path, pathId } from "../../../json/path.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const select = (path: Path) => {
  scene.tab.tree.reveal(path);
};
const current = () => scene.tab.tree.current.value!;

test("an edited value is stored, undone and stored again", async () => {
  expect(await scene.edit(["visits"], "18")).toBe(true);
  expect(scene.stored()).toMatchObject({ visits: 18 });
  expect(scene.strip()).toBe("Set visits to 18.");
  expect(scene.panel.undo.undoable.value?.name).toBe("set visits");
  await scene.undo();
  expect(scene.stored()).toMatchObject({ visits: 17 });
  expect(scene.strip()).toBe("Set visits back to 17.");
  await scene.redo();
  expect(scene.stored()).toMatchObject({ visits: 18 });
});

test("an edit of a nested value keeps what others change beside it meanwhile", async () => {
  scene.tab.tree.reveal(["cart", "items", 0, "qty"]);
  await scene.tab.rowActions.edit(current());
  scene.tab.cells.type(pathId(["cart", "items", 0, "qty"]), "5");
  await scene.change({ cart: { ...cart, coupon: "SPRING" } });
  scene.tab.cells.apply(pathId(["cart", "items", 0, "qty"]));
  await scene.settle();
  expect(scene.stored()).toMatchObject({ cart: { coupon: "SPRING", items: [{ qty: 5 }, { qty: 1 }] } });
  expect(scene.strip()).toBe("Set items[0].qty to 5.");
});

test("text that is not JSON is not sent: the cell tells position and reason, and offers to save it as a string", async () => {
  const asked = scene.server.asked.length;
  expect(await scene.edit(["visits"], "17, 18")).toBe(false);
  const typing = scene.tab.cells.open.value.get(pathId(["visits"]));
  expect(typing).toMatchObject({
    told: true,
    checked: { ok: false, sentence: "Not JSON: unexpected “,” at position 3.", at: 2 },
  });
  expect(scene.tab.counts.value.invalid).toBe(1);
  expect(scene.server.asked).toHaveLength(asked);
  scene.tab.cells.apply(pathId(["visits"]), true);
  await scene.settle();
  expect(scene.stored()).toMatchObject({ visits: "17, 18" });
});

test("a problem is told a moment after the last key, not before", async () => {
  await scene.tab.rowActions.edit(scene.tab.tree.rows.value[0]!);
  const { cells } = scene.tab;
  const told = () => cells.open.value.get(pathId(["visits"]))?.told;
  cells.type(pathId(["visits"]), "{");
  await vi.advanceTimersByTimeAsync(200);
  cells.type(pathId(["visits"]), "{a");
  await vi.advanceTimersByTimeAsync(200);
  expect(told()).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(told()).toBe(true);
  cells.type(pathId(["visits"]), "{}");
  expect(told()).toBe(false);
});

test("a cell that is given up, or left as it was, sends nothing", async () => {
  const asked = scene.server.asked.length;
  await scene.edit(["visits"], "17");
  await scene.tab.rowActions.edit(scene.tab.tree.rows.value[0]!);
  scene.tab.cells.type(pathId(["visits"]), "99");
  scene.tab.cells.leave(pathId(["visits"]));
  expect(scene.tab.unsaved.value).toBe(1);
  scene.tab.cells.cancel(pathId(["visits"]));
  expect(scene.tab.unsaved.value).toBe(0);
  expect(scene.server.asked).toHaveLength(asked);
});

test("a number is saved as an app would store it; one that JavaScript would round is sent as it is, but cannot be typed", async () => {
  const { entries } = scene.server.sessions.live.get(cookie)!;
  entries.set("big", { text: '{"id":12345678901234567890,"n":1}', changed: null });
  await scene.change({ visits: 18 });
  await scene.edit(["big", "n"], "1e2");
  expect(scene.server.params.get("session.update")).toMatchObject({
    set: { big: '{"id":12345678901234567890,"n":100}' },
  });
  expect(await scene.edit(["big", "n"], "12345678901234567891")).toBe(false);
});

test("a value that the app removes while the user types stays in the tree, with what was typed", async () => {
  const path = ["cart", "items", 0, "qty"];
  scene.tab.tree.reveal(path);
  await scene.tab.rowActions.edit(current());
  scene.tab.cells.type(pathId(path), "5");
  await scene.change({ cart: { items: [], coupon: null } });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(scene.rows()).toContain("†cart.items[0].qty=1");
  scene.tab.cells.apply(pathId(path));
  await scene.settle();
  expect(scene.tab.pending.conflicts.value.map(({ edit }) => edit.path)).toEqual([path]);
  expect(scene.rows().filter((row) => row.startsWith("†"))).toHaveLength(1);
});

test("a rename keeps open what is open in the value; a name that is taken, or a method's, is not accepted", async () => {
  scene.server.hello.members = ["flush", "get"];
  scene.panel.lookAgain();
  await scene.settle();
  select(["cart", "items"]);
  scene.tab.tree.enter();
  select(["cart"]);
  await scene.tab.rowActions.rename(current());
  const { cells } = scene.tab;
  const tryName = (name: string) => {
    cells.type(pathId(["cart"]), name);
    const applied = cells.apply(pathId(["cart"]));
    return applied || cells.open.value.get(pathId(["cart"]))?.checked;
  };
  expect(tryName("visits")).toMatchObject({ sentence: "“visits” exists. Choose another name." });
  expect(tryName("flush")).toMatchObject({
    sentence:
      "“flush” is a method of the session. The app could only reach it with s.get('flush'). Choose another name.",
  });
  expect(tryName("")).toMatchObject({ sentence: "A key needs a name." });
  expect(tryName("basket")).toBe(true);
  await scene.settle();
  expect(scene.strip()).toBe("Renamed cart to basket.");
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", basket: cart });
  expect(scene.rows()).toContain('basket.items[0]={"name":"Mug","qty":1}');
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
});

test("a value larger than the store takes is not sent", async () => {
  scene.server.hello.store.limit = 500;
  scene.panel.lookAgain();
  await scene.settle();
  await scene.edit(["visits"], JSON.stringify("x".repeat(600)));
  expect(scene.tab.cells.open.value.get(pathId(["visits"]))?.problem).toMatch(
    /^Too large: \d+ B, this store takes 500 B\.$/,
  );
  expect(scene.stored()).toMatchObject({ visits: 17 });
});

test("a value that is cut short is loaded whole before it is edited", async () => {
  await scene.change({ long: { text: "x".repeat(20_000), n: 1 } });
  const row = scene.tab.tree.rows.value.at(-1)!;
  expect(row).toMatchObject({ node: null, kind: "dict", expandable: true });
  await scene.tab.reader.whole("long");
  await scene.edit(["long", "n"], "2");
  expect(scene.stored()).toMatchObject({ long: { n: 2, text: "x".repeat(20_000) } });
  expect(scene.rows()).toContain("long.n=2");
});
