import { effect } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { pathId } from "../../../json/path.ts";
import { CallFailed } from "../../server/client.ts";
import { cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const conflicts = () =>
  scene.tab.pending.conflicts.value.map(({ edit, problem }) => [edit.path.join("."), problem.why, problem.theirs]);

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

  test("an edit of a value that is still being saved is made on top of that, not against it", async () => {
    const release = hold();
    await scene.edit(["visits"], "18");
    expect(scene.rows()).toContain("visits=18");
    await scene.edit(["visits"], "19");
    release();
    await scene.settle();
    expect(conflicts()).toEqual([]);
    expect(scene.stored()).toMatchObject({ visits: 19 });
    await scene.undo();
    expect(scene.stored()).toMatchObject({ visits: 18 });
  });

  test("a late answer does not bring back what was there before", async () => {
    const release = hold();
    await scene.edit(["user_name"], '"Grace"');
    scene.server.sessions.change(cookie, { visits: 50 }, { method: "GET", path: "/" });
    const seen: (string | undefined)[] = [];
    const stop = effect(() => void seen.push(scene.tab.reader.entries.value[0]?.text));
    await scene.tab.reader.read();
    release();
    await scene.settle();
    stop();
    expect(seen).toEqual(["17", "50"]);
    expect(scene.rows()).toContain('user_name="Grace"');
  });
});

describe("while the server is away", () => {
  const leave = async () => {
    scene.server.goAway();
    await scene.settle();
    expect(scene.panel.connected.value).toBe(false);
  };
  const come = async () => {
    scene.server.comeBack();
    scene.panel.lookAgain();
    await scene.settle();
    expect(scene.panel.connected.value).toBe(true);
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
    await scene.settle();
    expect(scene.stored()).toMatchObject({ visits: 18, cart: { coupon: "X" } });
    expect(scene.tab.unsaved.value).toBe(0);
    await scene.undo();
    expect(scene.stored()).toMatchObject({ visits: 18, cart: { coupon: null } });
  });

  test("a second edit of a value that waits is part of the first, in a new key as well", async () => {
    await leave();
    await scene.edit(["visits"], "18");
    await scene.edit(["visits"], "19");
    scene.tab.addForm.open([], true);
    scene.tab.addForm.fill({ name: "tier", value: '{"level":1}' });
    await scene.tab.addForm.submit();
    await scene.edit(["tier", "level"], "2");
    expect(scene.tab.pending.waiting.value.map(({ edit }) => [edit.kind, ...edit.path])).toEqual([
      ["replace", "visits"],
      ["insert", "tier"],
    ]);
    await come();
    await scene.tab.saver.saveWaiting();
    await scene.settle();
    expect(scene.stored()).toMatchObject({ visits: 19, tier: { level: 2 } });
  });

  test("deleted rows stay in the tree; a key that was never sent is simply gone", async () => {
    await leave();
    scene.tab.tree.select(pathId(["user_name"]));
    await scene.tab.rowActions.remove();
    expect(scene.rows()).toContain('user_name="Ada"');
    scene.tab.addForm.open([], true);
    scene.tab.addForm.fill({ name: "tier", value: "1" });
    await scene.tab.addForm.submit();
    scene.tab.tree.select(pathId(["tier"]));
    await scene.tab.rowActions.remove();
    expect(scene.rows()).not.toContain("tier=1");
    expect(scene.tab.pending.waiting.value).toHaveLength(1);
    scene.tab.pending.discard();
    expect(scene.tab.unsaved.value).toBe(0);
  });

  test("an edit of a value that the app has changed meanwhile is a conflict when the server is back", async () => {
    await leave();
    await scene.edit(["visits"], "18");
    scene.server.sessions.change(cookie, { visits: 50 }, { method: "GET", path: "/" });
    await come();
    expect(conflicts()).toEqual([["visits", "changed", "50"]]);
  });

  test("an edit whose answer never came is found to be stored when the server is back", async () => {
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
    expect(scene.tab.pending.waiting.value).toHaveLength(1);
    await scene.tab.saver.saveWaiting();
    await scene.settle();
    expect(scene.tab.unsaved.value).toBe(0);
    expect(scene.server.asked.filter((name) => name === "session.update")).toHaveLength(1);
  });

  test("nothing is sent without the user's word, even if the server is back already", async () => {
    await leave();
    scene.server.comeBack();
    const saved = await scene.tab.saver.save(
      [{ kind: "replace", path: ["visits"], seen: "17", to: "18" }],
      scene.panel.visit.value,
    );
    expect([saved, scene.stored()]).toMatchObject(["waiting", { visits: 17 }]);
  });

  test("undo says that it cannot reach the server, and works later", async () => {
    await scene.edit(["visits"], "18");
    await leave();
    await scene.undo();
    expect(scene.panel.undo.strip.value).toMatchObject({ failed: true });
    expect(scene.panel.undo.undoable.value?.name).toBe("set visits");
    await come();
    await scene.undo();
    expect(scene.stored()).toMatchObject({ visits: 17 });
  });

  test("a value that is being typed stays", async () => {
    await scene.tab.rowActions.edit(scene.tab.tree.rows.value[0]!);
    scene.tab.cells.type(pathId(["visits"]), "1234");
    await leave();
    await come();
    expect(scene.tab.cells.open.value.get(pathId(["visits"]))).toMatchObject({ typed: "1234" });
  });
});

test("an edit that is sent while the session ends waits, and brings nothing back to life", async () => {
  scene.server.streaming = false;
  scene.server.breakStreams();
  await scene.settle();
  scene.server.sessions.live.clear();
  await scene.edit(["visits"], "18");
  expect(scene.tab.reader.reading.value?.state).toBe("gone");
  expect(scene.tab.pending.waiting.value).toHaveLength(1);
  expect(scene.server.sessions.live.size).toBe(0);
});
