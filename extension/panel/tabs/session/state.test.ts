import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pathId } from "../../../json/path.ts";
import { prettyValue } from "./edits/documents.ts";
import { cart, cookie, openScene, type Scene } from "./test-scene.ts";

let end: AbortController;
let scene: Scene;
const settle = async () => {
  await vi.advanceTimersByTimeAsync(400);
};
beforeEach(async () => {
  vi.useFakeTimers();
  end = new AbortController();
  scene = await openScene(settle, end.signal);
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});
const undo = async () => {
  await scene.panel.history.undo();
  await settle();
};
const redo = async () => {
  await scene.panel.history.redo();
  await settle();
};
const select = (...paths: (string | number)[][]) => {
  for (const [index, path] of paths.entries()) {
    scene.tab.tree.reveal(path);
    if (index === 0) scene.tab.tree.select(pathId(path));
  }
  for (const path of paths.slice(0, -1)) scene.tab.tree.select(pathId(path), "toggle");
};
const current = () => scene.tab.tree.current.value!;

test("reads the session and shows it", () => {
  expect(scene.rows()).toEqual(["visits=17", 'user_name="Ada"', `cart=${JSON.stringify(cart)}`]);
  expect(scene.tab.counts.value).toEqual({ keys: 3, values: 11, invalid: 0, conflicts: 0, waiting: 0 });
});

describe("editing", () => {
  test("a value, undone and done again", async () => {
    expect(await scene.edit(["visits"], "18")).toBe(true);
    expect(scene.stored()).toMatchObject({ visits: 18 });
    expect(scene.strip()).toBe("Set visits to 18.");
    expect(scene.panel.history.undoable.value?.name).toBe("set visits");
    await undo();
    expect(scene.stored()).toMatchObject({ visits: 17 });
    expect(scene.strip()).toBe("Set visits back to 17.");
    await redo();
    expect(scene.stored()).toMatchObject({ visits: 18 });
  });

  test("a nested value, whatever happens beside it meanwhile", async () => {
    scene.tab.tree.reveal(["cart", "items", 0, "qty"]);
    await scene.tab.editing.edit(current());
    scene.tab.editing.desk.type(pathId(["cart", "items", 0, "qty"]), "5");
    await scene.change({ cart: { ...cart, coupon: "SPRING" } });
    scene.tab.editing.desk.apply(pathId(["cart", "items", 0, "qty"]));
    await settle();
    expect(scene.stored()).toMatchObject({ cart: { coupon: "SPRING", items: [{ qty: 5 }, { qty: 1 }] } });
    expect(scene.strip()).toBe("Set items[0].qty to 5.");
  });

  test("what is not JSON is not sent: position, reason, and an offer", async () => {
    const asked = scene.server.asked.length;
    expect(await scene.edit(["visits"], "17, 18")).toBe(false);
    const typing = scene.tab.editing.desk.typings.value.get(pathId(["visits"]));
    expect(typing).toMatchObject({
      told: true,
      checked: { ok: false, sentence: "Not JSON: unexpected “,” at position 3.", at: 2 },
    });
    expect(scene.tab.counts.value.invalid).toBe(1);
    expect(scene.server.asked).toHaveLength(asked);
    scene.tab.editing.desk.apply(pathId(["visits"]), true);
    await settle();
    expect(scene.stored()).toMatchObject({ visits: "17, 18" });
  });

  test("a fault is told a moment after the last key, not before", async () => {
    await scene.tab.editing.edit(scene.tab.tree.rows.value[0]!);
    const { desk } = scene.tab.editing;
    const told = () => desk.typings.value.get(pathId(["visits"]))?.told;
    desk.type(pathId(["visits"]), "{");
    await vi.advanceTimersByTimeAsync(200);
    desk.type(pathId(["visits"]), "{a");
    await vi.advanceTimersByTimeAsync(200);
    expect(told()).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(told()).toBe(true);
    desk.type(pathId(["visits"]), "{}");
    expect(told()).toBe(false);
  });

  test("given up, or left as it was, nothing is sent", async () => {
    const asked = scene.server.asked.length;
    await scene.edit(["visits"], "17");
    await scene.tab.editing.edit(scene.tab.tree.rows.value[0]!);
    scene.tab.editing.desk.type(pathId(["visits"]), "99");
    scene.tab.editing.desk.leave(pathId(["visits"]));
    expect(scene.tab.unsaved.value).toBe(1);
    scene.tab.editing.desk.cancel(pathId(["visits"]));
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

  test("a value that is removed while it is typed stays to be seen, and what was typed with it", async () => {
    const path = ["cart", "items", 0, "qty"];
    scene.tab.tree.reveal(path);
    await scene.tab.editing.edit(current());
    scene.tab.editing.desk.type(pathId(path), "5");
    await scene.change({ cart: { items: [], coupon: null } });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(scene.rows()).toContain("†cart.items[0].qty=1");
    scene.tab.editing.desk.apply(pathId(path));
    await settle();
    expect(scene.tab.saver.conflicts.value.map(({ edit }) => edit.path)).toEqual([path]);
    expect(scene.rows().filter((row) => row.startsWith("†"))).toHaveLength(1);
  });

  test("a rename takes what is open along; a name that is taken or a method's is refused", async () => {
    scene.server.hello.members = ["flush", "get"];
    scene.panel.lookAgain();
    await settle();
    select(["cart", "items"]);
    scene.tab.tree.enter();
    select(["cart"]);
    await scene.tab.editing.rename(current());
    const { desk } = scene.tab.editing;
    const tryName = (name: string) => {
      desk.type(pathId(["cart"]), name);
      const applied = desk.apply(pathId(["cart"]));
      return applied || desk.typings.value.get(pathId(["cart"]))?.checked;
    };
    expect(tryName("visits")).toMatchObject({ sentence: "“visits” exists. Choose another name." });
    expect(tryName("flush")).toMatchObject({
      sentence:
        "“flush” is a method of the session. The app could only reach it with s.get('flush'). Choose another name.",
    });
    expect(tryName("")).toMatchObject({ sentence: "A key needs a name." });
    expect(tryName("basket")).toBe(true);
    await settle();
    expect(scene.strip()).toBe("Renamed cart to basket.");
    expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", basket: cart });
    expect(scene.rows()).toContain('basket.items[0]={"name":"Mug","qty":1}');
    await undo();
    expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  });

  test("several rows are deleted as one, and come back as they were", async () => {
    select(["user_name"], ["cart", "items", 0], ["cart", "items", 1]);
    await scene.tab.editing.remove();
    await settle();
    expect(scene.stored()).toEqual({ visits: 17, cart: { items: [], coupon: null } });
    expect(scene.strip()).toBe("Deleted 3 values.");
    await undo();
    expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
    expect(scene.strip()).toBe("Took back 3 changes.");
  });

  test("what is inside a deleted row goes with it, once", async () => {
    select(["cart"], ["cart", "items", 0]);
    await scene.tab.editing.remove();
    await settle();
    expect(scene.strip()).toBe("Deleted cart.");
  });

  test("duplicates get a free name, or the next place", async () => {
    await scene.tab.editing.duplicate(scene.tab.tree.rows.value[0]!);
    await scene.tab.editing.duplicate(scene.tab.tree.rows.value[0]!);
    select(["cart", "items", 0]);
    await scene.tab.editing.duplicate(current());
    await settle();
    expect(scene.stored()).toMatchObject({ visits_copy: 17, visits_copy2: 17 });
    expect(scene.stored()).toHaveProperty("cart.items", [cart.items[0], cart.items[0], cart.items[1]]);
    expect(current().path).toEqual(["cart", "items", 1]);
  });

  test("the JSON pane saves value by value: what the server changed beside it stays", async () => {
    const path = ["cart", "items", 0];
    const { documents } = scene.tab.editing;
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

  test("all keys are edited as one text: each change of it on its own, undone together", async () => {
    const { documents } = scene.tab.editing;
    const seen = JSON.stringify({ visits: 17, user_name: "Ada", cart });
    documents.type([], '{"visits": 18, "cart": {"items": [], "coupon": null}, "tier": "gold"}', seen, seen);
    await scene.change({ visits: 17, other: 1 });
    expect(await documents.save("[]")).toBe("saved");
    await scene.settle();
    const edited = { visits: 18, cart: { items: [], coupon: null }, other: 1, tier: "gold" };
    expect(scene.stored()).toEqual(edited);
    expect(documents.open.value.size).toBe(0);
    await scene.panel.history.undo();
    await scene.settle();
    expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart, other: 1 });
  });

  test("more than the store takes is refused before it is sent", async () => {
    scene.server.hello.store.limit = 500;
    scene.panel.lookAgain();
    await settle();
    await scene.edit(["visits"], JSON.stringify("x".repeat(600)));
    expect(scene.tab.editing.desk.typings.value.get(pathId(["visits"]))?.complaint).toMatch(
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

  test("what the server hides cannot be edited", async () => {
    scene.server.sessions.redacted.add("user_name");
    await scene.change({ visits: 18 });
    const row = scene.tab.tree.rows.value.find(({ name }) => name === "user_name")!;
    expect(row.kind).toBe("hidden");
    await scene.tab.editing.edit(row);
    await scene.tab.editing.rename(row);
    expect(scene.tab.editing.desk.typings.value.size).toBe(0);
    select(["user_name"]);
    await scene.tab.editing.remove();
    expect(scene.stored()).toMatchObject({ user_name: "Ada" });
  });
});

describe("adding", () => {
  test("to the session, to a dict, to a list", async () => {
    const { adding } = scene.tab.editing;
    adding.open([], true);
    adding.fill({ name: "tier", value: '{"level": "gold"}' });
    await adding.submit();
    await settle();
    expect(scene.strip()).toBe("Added tier.");
    expect(adding.form.value).toBeNull();
    expect(current().path).toEqual(["tier"]);
    select(["tier"]);
    scene.tab.tree.enter();
    scene.tab.editing.add(current());
    expect(adding.form.value).toMatchObject({ into: ["tier"], named: true });
    adding.fill({ name: "since", value: "2024" });
    await adding.submit();
    select(["cart", "items", 1]);
    scene.tab.editing.add(current());
    expect(adding.form.value).toMatchObject({ into: ["cart", "items"], named: false });
    adding.fill({ value: "Sage" });
    await adding.submit();
    await settle();
    expect(scene.stored()).toMatchObject({ tier: { level: "gold", since: 2024 }, cart: { items: [{}, {}, "Sage"] } });
  });

  test("the form says what is wrong", async () => {
    const { adding } = scene.tab.editing;
    adding.open([], true);
    adding.fill({ name: "visits", value: "17, 18" });
    expect(adding.form.value).toMatchObject({ fault: "“visits” exists. Choose another name.", ready: false });
    adding.fill({ name: "other" });
    expect(adding.form.value).toMatchObject({ fault: null, checked: { ok: false, at: 2 }, ready: false });
    await adding.submit();
    expect(adding.form.value).not.toBeNull();
    adding.fill({ value: "two words" });
    expect(adding.form.value).toMatchObject({ checked: { ok: true, to: '"two words"', asString: true }, ready: true });
  });

  test("without a session makes one", async () => {
    scene.browser.dropCookie("sessionid");
    await settle();
    expect(scene.tab.reader.reading.value?.state).toBe("none");
    scene.tab.editing.adding.open([], true);
    scene.tab.editing.adding.fill({ name: "visits", value: "1" });
    await scene.tab.editing.adding.submit();
    await settle();
    expect(scene.stored()).toEqual({ visits: 1 });
    expect(scene.rows()).toEqual(["visits=1"]);
  });
});

test("another project at the same address: nothing of the last one is shown, kept for saving, or undone there", async () => {
  const askFor = (project: string) => Object.assign(scene.server, { token: `token-of-${project}`, project });
  askFor("one");
  scene.panel.lookAgain();
  await settle();
  await scene.panel.keepToken("token-of-one");
  await settle();
  await scene.edit(["visits"], "18");
  scene.server.goAway();
  await settle();
  await scene.edit(["user_name"], '"Grace"');
  expect(scene.tab.unsaved.value).toBe(1);
  askFor("two");
  scene.server.comeBack();
  scene.panel.lookAgain();
  await settle();
  expect(scene.panel.connection.value).toMatchObject({ state: "token-required", server: "two" });
  expect([scene.rows(), scene.tab.unsaved.value, scene.panel.history.undoable.value]).toEqual([[], 0, null]);
});
