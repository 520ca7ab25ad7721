import { describe, expect, test, vi } from "vitest";
import { pathId } from "../../../json/path.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const conflicts = () =>
  scene.tab.pending.conflicts.value.map(({ edit, problem }) => [edit.path.join("."), problem.why, problem.theirs]);
const coupon = ["cart", "coupon"];

/** The user types while the app changes the same value; then presses Enter. */
const collide = async (path: readonly (string | number)[], typed: string, theirs: Record<string, unknown>) => {
  scene.tab.tree.reveal(path);
  await scene.tab.rowActions.edit(scene.tab.tree.current.value!);
  scene.tab.cells.type(pathId(path), typed);
  await scene.change(theirs, "/coupon");
  scene.tab.cells.apply(pathId(path));
  await scene.settle();
};

test("an edit of a value that the app has changed is not stored: both values are there to choose from", async () => {
  await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
  expect(conflicts()).toEqual([["cart.coupon", "changed", '"THEIRS"']]);
  expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
  const [conflict] = scene.tab.pending.conflicts.value;
  expect(scene.tab.editWords.conflict(conflict!.problem)).toBe("Changed on the server while you edited it.");
  expect(scene.tab.editWords.was(conflict!.problem)).toBe("null");
});

test("the server finds a conflict that the panel could not see: the app changed the value between reading and writing", async () => {
  // The stream is silent, so the panel cannot know.
  scene.server.streaming = false;
  scene.server.breakStreams();
  await scene.settle();
  scene.server.sessions.change(cookie, { visits: 99 }, { method: "POST", path: "/x" });
  await scene.edit(["visits"], "18");
  expect(conflicts()).toEqual([["visits", "changed", "99"]]);
});

test("a change of another name in the same dict is no conflict", async () => {
  scene.server.streaming = false;
  scene.server.breakStreams();
  await scene.settle();
  scene.server.sessions.change(cookie, { cart: { ...cart, coupon: "X" } }, { method: "POST", path: "/x" });
  await scene.edit(["cart", "items", 0, "qty"], "7");
  expect(conflicts()).toEqual([]);
  expect(scene.stored()).toMatchObject({ cart: { coupon: "X", items: [{ qty: 7 }, {}] } });
});

test("what the app makes of the value after that is shown too, and “use mine” takes its place", async () => {
  await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
  await scene.change({ cart: { ...cart, coupon: "NEWER" } }, "/coupon");
  expect(conflicts()).toEqual([["cart.coupon", "changed", '"NEWER"']]);
  await scene.change({ cart: undefined }, "/clear");
  expect(conflicts()).toEqual([["cart.coupon", "removed", null]]);
  await scene.change({ cart }, "/undone");
  expect(conflicts()).toEqual([["cart.coupon", "changed", "null"]]);
  await scene.tab.conflicts.useMine(pathId(coupon));
  await scene.settle();
  expect(conflicts()).toEqual([]);
  expect(scene.stored()).toHaveProperty("cart.coupon", "MINE");
});

test("“use mine” stores the edit, and undo brings the other value back", async () => {
  await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
  await scene.tab.conflicts.useMine(pathId(coupon));
  await scene.settle();
  expect(conflicts()).toEqual([]);
  expect(scene.stored()).toHaveProperty("cart.coupon", "MINE");
  await scene.undo();
  expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
});

test("“keep theirs” drops the edit, and undo asks again", async () => {
  await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
  scene.tab.conflicts.keepTheirs(pathId(coupon));
  expect(conflicts()).toEqual([]);
  expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
  await scene.undo();
  expect(conflicts()).toEqual([["cart.coupon", "changed", '"THEIRS"']]);
});

test("a key that the app removed stays in the tree, and can be written again", async () => {
  await collide(["visits"], "18", { visits: undefined });
  expect(conflicts()).toEqual([["visits", "removed", null]]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(scene.rows()).toContain("†visits=17");
  await scene.tab.conflicts.useMine(pathId(["visits"]));
  await scene.settle();
  expect(scene.stored()).toMatchObject({ visits: 18 });
});

test("a value whose dict is gone is shown where the dict was", async () => {
  await collide(coupon, '"MINE"', { cart: undefined });
  await vi.advanceTimersByTimeAsync(5000);
  expect(scene.tab.tree.rows.value.find(({ ghost }) => ghost)).toMatchObject({ name: "cart.coupon", level: 1 });
  await scene.tab.conflicts.useMine(pathId(coupon));
  await scene.settle();
  expect(conflicts()).toEqual([["cart.coupon", "removed", null]]);
});

test("a conflict does not hold up the other keys of the same save", async () => {
  const text = JSON.stringify(cart);
  await scene.change({ visits: 99 });
  const edits = [
    { kind: "replace", path: ["visits"], seen: "17", to: "18" },
    { kind: "replace", path: coupon, seen: text, to: '"X"' },
  ] as const;
  await scene.tab.saver.save(edits, scene.panel.visit.value);
  expect(conflicts()).toEqual([["visits", "changed", "99"]]);
  expect(scene.stored()).toMatchObject({ visits: 99, cart: { coupon: "X" } });
});

test("undo does not overwrite what came after: it asks", async () => {
  await scene.edit(["visits"], "18");
  await scene.change({ visits: 20 });
  await scene.undo();
  expect(scene.strip()).toBe("visits has changed since. Choose which value stays.");
  expect(conflicts()).toEqual([["visits", "changed", "20"]]);
  expect(scene.stored()).toMatchObject({ visits: 20 });
});

describe("after the session has ended", () => {
  const signOut = async () => {
    scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
    await scene.settle();
  };

  test("undo says that there is no session, and offers no choice", async () => {
    await scene.edit(["visits"], "18");
    await signOut();
    await scene.undo();
    expect(scene.panel.undo.strip.value).toMatchObject({ sentence: "There is no session any more.", failed: true });
    expect([conflicts(), scene.tab.unsaved.value]).toEqual([[], 0]);
  });

  test("undo says so as well where only its own answer tells that the session is gone", async () => {
    scene.server.streaming = false;
    scene.server.breakStreams();
    await scene.settle();
    await scene.edit(["visits"], "18");
    scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
    await scene.undo();
    expect(scene.strip()).toBe("There is no session any more.");
    expect(scene.tab.reader.reading.value?.state).toBe("gone");
  });

  test("a conflict is no choice any more: the edit waits, and can be discarded", async () => {
    await collide(["cart", "coupon"], '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    const id = pathId(["cart", "coupon"]);
    await signOut();
    expect([conflicts(), scene.tab.pending.waiting.value.length]).toEqual([[], 1]);
    scene.tab.pending.discard(id);
    expect(scene.tab.unsaved.value).toBe(0);
  });

  test("undo opens no conflict again", async () => {
    await collide(["cart", "coupon"], '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    scene.tab.conflicts.keepTheirs(pathId(["cart", "coupon"]));
    await signOut();
    await scene.undo();
    expect([conflicts(), scene.strip()]).toEqual([[], "There is no session any more."]);
  });
});
