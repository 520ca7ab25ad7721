import { effect } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pathId } from "../../../../json/path.ts";
import { CallFailed } from "../../../server/client.ts";
import { cart, cookie, openScene, type Scene } from "../test-scene.ts";

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
const conflicts = () =>
  scene.tab.saver.conflicts.value.map((one) =>
    one.phase === "conflict" ? [one.edit.path.join("."), one.refusal.why, one.refusal.theirs] : [],
  );
const undo = async () => {
  await scene.panel.history.undo();
  await settle();
};

/** The user types while the app changes the same value; then presses Enter. */
const collide = async (path: readonly (string | number)[], typed: string, theirs: Record<string, unknown>) => {
  scene.tab.tree.reveal(path);
  await scene.tab.editing.edit(scene.tab.tree.current.value!);
  scene.tab.editing.desk.type(pathId(path), typed);
  await scene.change(theirs, "/coupon");
  scene.tab.editing.desk.apply(pathId(path));
  await settle();
};

describe("conflicts", () => {
  const coupon = ["cart", "coupon"];

  test("both values are shown, nothing is overwritten", async () => {
    await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    expect(conflicts()).toEqual([["cart.coupon", "changed", '"THEIRS"']]);
    expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
    const [conflict] = scene.tab.saver.conflicts.value;
    if (conflict?.phase !== "conflict") throw new Error("no conflict");
    expect(scene.tab.words.conflict(conflict.refusal)).toBe("Changed on the server while you edited it.");
    expect(scene.tab.words.was(conflict.refusal)).toBe("null");
  });

  test("the server finds it out as well: the change came between reading and writing", async () => {
    // The stream is silent, so the panel cannot know.
    scene.server.streaming = false;
    scene.server.breakStreams();
    await settle();
    scene.server.sessions.change(cookie, { visits: 99 }, { method: "POST", path: "/x" });
    await scene.edit(["visits"], "18");
    expect(conflicts()).toEqual([["visits", "changed", "99"]]);
  });

  test("one that is none is settled by itself: another key of the same value", async () => {
    scene.server.streaming = false;
    scene.server.breakStreams();
    await settle();
    scene.server.sessions.change(cookie, { cart: { ...cart, coupon: "X" } }, { method: "POST", path: "/x" });
    await scene.edit(["cart", "items", 0, "qty"], "7");
    expect(conflicts()).toEqual([]);
    expect(scene.stored()).toMatchObject({ cart: { coupon: "X", items: [{ qty: 7 }, {}] } });
  });

  test("use mine", async () => {
    await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    await scene.tab.saver.useMine(pathId(coupon));
    await settle();
    expect(conflicts()).toEqual([]);
    expect(scene.stored()).toHaveProperty("cart.coupon", "MINE");
    await undo();
    expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
  });

  test("keep theirs; undo asks again", async () => {
    await collide(coupon, '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    scene.tab.saver.keepTheirs(pathId(coupon));
    expect(conflicts()).toEqual([]);
    expect(scene.stored()).toHaveProperty("cart.coupon", "THEIRS");
    await undo();
    expect(conflicts()).toEqual([["cart.coupon", "changed", '"THEIRS"']]);
  });

  test("a key that was removed stays to be seen, and can be written again", async () => {
    await collide(["visits"], "18", { visits: undefined });
    expect(conflicts()).toEqual([["visits", "removed", null]]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(scene.rows()).toContain("†visits=17");
    await scene.tab.saver.useMine(pathId(["visits"]));
    await settle();
    expect(scene.stored()).toMatchObject({ visits: 18 });
  });

  test("a value whose dict is gone is shown where the dict was", async () => {
    await collide(coupon, '"MINE"', { cart: undefined });
    await vi.advanceTimersByTimeAsync(5000);
    expect(scene.tab.tree.rows.value.find(({ ghost }) => ghost)).toMatchObject({ name: "cart.coupon", level: 1 });
    await scene.tab.saver.useMine(pathId(coupon));
    await settle();
    expect(conflicts()).toEqual([["cart.coupon", "removed", null]]);
  });

  test("other keys of the same save go through", async () => {
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
    await undo();
    expect(scene.strip()).toBe("visits has changed since. Choose which value stays.");
    expect(conflicts()).toEqual([["visits", "changed", "20"]]);
    expect(scene.stored()).toMatchObject({ visits: 20 });
  });
});

describe("a server that is slow", () => {
  /** The next update is answered when the test says so. */
  const hold = () => {
    const { call } = scene.panel.visit.value;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    Object.assign(scene.panel.visit.value, {
      async call(command: never, params: never, signal: never) {
        const result = await call(command, params, signal);
        if (command === "session.update") await held;
        return result;
      },
    });
    return release;
  };

  test("an edit of a value that is still being saved is made on top of it, not against it", async () => {
    const release = hold();
    await scene.edit(["visits"], "18");
    expect(scene.rows()).toContain("visits=18");
    await scene.edit(["visits"], "19");
    release();
    await settle();
    expect(conflicts()).toEqual([]);
    expect(scene.stored()).toMatchObject({ visits: 19 });
    await undo();
    expect(scene.stored()).toMatchObject({ visits: 18 });
  });

  test("an answer that comes late does not bring back what was there before", async () => {
    const release = hold();
    await scene.edit(["user_name"], '"Grace"');
    scene.server.sessions.change(cookie, { visits: 50 }, { method: "GET", path: "/" });
    const seen: (string | undefined)[] = [];
    const stop = effect(() => void seen.push(scene.tab.reader.entries.value[0]?.text));
    await scene.tab.reader.read();
    release();
    await settle();
    stop();
    expect(seen).toEqual(["17", "50"]);
    expect(scene.rows()).toContain('user_name="Grace"');
  });
});

describe("while the server is away", () => {
  const leave = async () => {
    scene.server.goAway();
    await settle();
    expect(scene.panel.live.value).toBe(false);
  };
  const come = async () => {
    scene.server.comeBack();
    scene.panel.lookAgain();
    await settle();
    expect(scene.panel.live.value).toBe(true);
  };

  test("edits wait, are shown, and are sent when the user says so", async () => {
    await leave();
    await scene.edit(["visits"], "18");
    await scene.edit(["cart", "coupon"], '"X"');
    expect(scene.rows()).toContain("visits=18");
    expect(scene.tab.unsaved.value).toBe(2);
    await come();
    expect(scene.stored()).toMatchObject({ visits: 17 });
    expect(scene.rows()).toContain("visits=18");
    await scene.tab.saver.saveWaiting();
    await settle();
    expect(scene.stored()).toMatchObject({ visits: 18, cart: { coupon: "X" } });
    expect(scene.tab.unsaved.value).toBe(0);
    await undo();
    expect(scene.stored()).toMatchObject({ visits: 18, cart: { coupon: null } });
  });

  test("an edit of what waits already is one edit; in a new key as well", async () => {
    await leave();
    await scene.edit(["visits"], "18");
    await scene.edit(["visits"], "19");
    scene.tab.editing.adding.open([], true);
    scene.tab.editing.adding.fill({ name: "tier", value: '{"level":1}' });
    await scene.tab.editing.adding.submit();
    await scene.edit(["tier", "level"], "2");
    expect(scene.tab.saver.waiting.value.map(({ edit }) => [edit.kind, ...edit.path])).toEqual([
      ["replace", "visits"],
      ["insert", "tier"],
    ]);
    await come();
    await scene.tab.saver.saveWaiting();
    await settle();
    expect(scene.stored()).toMatchObject({ visits: 19, tier: { level: 2 } });
  });

  test("deleted rows stay to be seen; a key that was never sent is simply gone", async () => {
    await leave();
    scene.tab.tree.select(pathId(["user_name"]));
    await scene.tab.editing.remove();
    expect(scene.rows()).toContain('user_name="Ada"');
    scene.tab.editing.adding.open([], true);
    scene.tab.editing.adding.fill({ name: "tier", value: "1" });
    await scene.tab.editing.adding.submit();
    scene.tab.tree.select(pathId(["tier"]));
    await scene.tab.editing.remove();
    expect(scene.rows()).not.toContain("tier=1");
    expect(scene.tab.saver.waiting.value).toHaveLength(1);
    scene.tab.saver.discard();
    expect(scene.tab.unsaved.value).toBe(0);
  });

  test("what was overtaken meanwhile is a conflict when the server is back", async () => {
    await leave();
    await scene.edit(["visits"], "18");
    scene.server.sessions.change(cookie, { visits: 50 }, { method: "GET", path: "/" });
    await come();
    expect(conflicts()).toEqual([["visits", "changed", "50"]]);
  });

  test("an answer that never came: what was done is known when it is back", async () => {
    // The server does it, and dies before it answers.
    const { call } = scene.panel.visit.value;
    let once = true;
    Object.assign(scene.panel.visit.value, {
      async call(command: never, params: never, signal: never) {
        const result = await call(command, params, signal);
        if (command !== "session.update" || !once) return result;
        once = false;
        throw new CallFailed("unreachable", "gone");
      },
    });
    await scene.edit(["visits"], "18");
    expect(scene.tab.saver.waiting.value).toHaveLength(1);
    await scene.tab.saver.saveWaiting();
    await settle();
    expect(scene.tab.unsaved.value).toBe(0);
    expect(scene.server.asked.filter((name) => name === "session.update")).toHaveLength(1);
  });

  test("nothing is sent behind the user's back, not even when the server is there again already", async () => {
    await leave();
    scene.server.comeBack();
    const saved = await scene.tab.saver.save(
      [{ kind: "replace", path: ["visits"], seen: "17", to: "18" }],
      scene.panel.visit.value,
    );
    expect([saved, scene.stored()]).toMatchObject(["waiting", { visits: 17 }]);
  });

  test("undo says that it cannot", async () => {
    await scene.edit(["visits"], "18");
    await leave();
    await undo();
    expect(scene.panel.history.strip.value).toMatchObject({ failed: true });
    expect(scene.panel.history.undoable.value?.name).toBe("set visits");
    await come();
    await undo();
    expect(scene.stored()).toMatchObject({ visits: 17 });
  });

  test("a value that is being typed stays", async () => {
    await scene.tab.editing.edit(scene.tab.tree.rows.value[0]!);
    scene.tab.editing.desk.type(pathId(["visits"]), "1234");
    await leave();
    await come();
    expect(scene.tab.editing.desk.typings.value.get(pathId(["visits"]))).toMatchObject({ typed: "1234" });
  });
});

describe("after the session has ended", () => {
  const signOut = async () => {
    scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
    await settle();
  };

  test("undo says so, and offers no choice where there is nothing to choose", async () => {
    await scene.edit(["visits"], "18");
    await signOut();
    await undo();
    expect(scene.panel.history.strip.value).toMatchObject({ sentence: "There is no session any more.", failed: true });
    expect([conflicts(), scene.tab.unsaved.value]).toEqual([[], 0]);
  });

  test("also where the panel hears of it only by the answer", async () => {
    scene.server.streaming = false;
    scene.server.breakStreams();
    await settle();
    await scene.edit(["visits"], "18");
    scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
    await undo();
    expect(scene.strip()).toBe("There is no session any more.");
    expect(scene.tab.reader.reading.value?.state).toBe("gone");
  });

  test("a choice that was open is no choice any more: the edit waits, and can be discarded", async () => {
    await collide(["cart", "coupon"], '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    const id = pathId(["cart", "coupon"]);
    await signOut();
    expect([conflicts(), scene.tab.saver.waiting.value.length]).toEqual([[], 1]);
    scene.tab.saver.discard(id);
    expect(scene.tab.unsaved.value).toBe(0);
  });

  test("nor is one that undo would open again", async () => {
    await collide(["cart", "coupon"], '"MINE"', { cart: { ...cart, coupon: "THEIRS" } });
    scene.tab.saver.keepTheirs(pathId(["cart", "coupon"]));
    await signOut();
    await undo();
    expect([conflicts(), scene.strip()]).toEqual([[], "There is no session any more."]);
  });
});

test("the session goes while an edit is sent: it waits, and nothing comes back to life", async () => {
  scene.server.streaming = false;
  scene.server.breakStreams();
  await settle();
  scene.server.sessions.live.clear();
  await scene.edit(["visits"], "18");
  expect(scene.tab.reader.reading.value?.state).toBe("gone");
  expect(scene.tab.saver.waiting.value).toHaveLength(1);
  expect(scene.server.sessions.live.size).toBe(0);
});
