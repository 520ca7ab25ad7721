import { expect, test, vi } from "vitest";
import { pathId } from "../../../../json/path.ts";
import { showDetail } from "../../../widgets/split.tsx";
import { sceneOfEachTest } from "../test-scene.ts";

const day = 24 * 60;
const scene = sceneOfEachTest(({ store, server }) => {
  store("a", { visits: 1, token: "secret" }, { ago: 1, user: "7" });
  store("b", { visits: 2, long: "x".repeat(40_000) }, { ago: 2 });
  store("old", { visits: 3 }, { ago: 20 * day });
  server.sessions.redacted.add("token");
});
const request = { method: "POST", path: "/cart/add" };
const shown = () => scene.state.chosen.shown.value!;
const keys = () => shown().tree.rows.value.map(({ name, kind }) => `${name}: ${kind}`);

async function look(handle: string): Promise<void> {
  scene.state.list.table.choose(handle);
  await scene.settle();
}
async function type(key: string, typed: string): Promise<void> {
  const row = shown().tree.rows.value.find(({ name }) => name === key)!;
  await shown().rowActions.edit(row);
  shown().cells.type(pathId([key]), typed);
  shown().cells.apply(pathId([key]));
  await scene.settle();
}

test("shows the keys of the current row's session, hidden ones with a padlock and long ones cut", async () => {
  await look("s2");
  expect(keys()).toEqual(["visits: number", "token: hidden"]);
  await look("s3");
  expect(keys()).toEqual(["visits: number", "long: string"]);
  expect(shown().reader.entries.value.map(({ state }) => state)).toEqual(["whole", "cut"]);
  await shown().reader.whole("long");
  expect(shown().reader.entries.value[1]).toMatchObject({ state: "whole", size: 40_002 });
});

test("an edit is stored there, and undo takes it back", async () => {
  await look("s2");
  await type("visits", "5");
  expect(scene.stored("a")).toMatchObject({ visits: 5 });
  expect(scene.strip()).toBe("Set visits to 5.");
  expect(scene.server.asked).not.toContain("session.update");
  await look("s3");
  await scene.undo();
  expect(scene.stored("a")).toMatchObject({ visits: 1 });
});

test("an edit of a value that another has changed is a conflict, with both values to choose from", async () => {
  await look("s2");
  const row = shown().tree.rows.value[0]!;
  await shown().rowActions.edit(row);
  shown().cells.type(row.id, "5");
  scene.server.sessions.change("a", { visits: 9 }, request);
  await scene.settle();
  shown().cells.apply(row.id);
  await scene.settle();
  expect(shown().pending.conflicts.value.map(({ problem }) => problem.theirs)).toEqual(["9"]);
  await shown().conflicts.useMine(row.id);
  await scene.settle();
  expect(scene.stored("a")).toMatchObject({ visits: 5 });
});

test("what is typed stays while another row is looked at", async () => {
  await look("s2");
  const row = shown().tree.rows.value[0]!;
  await shown().rowActions.edit(row);
  shown().cells.type(row.id, "77");
  await look("s3");
  expect(scene.state.chosen.unsaved.value).toBe(1);
  await look("s2");
  expect(shown().cells.open.value.get(row.id)?.typed).toBe("77");
});

test("an expired session can be looked at alone", async () => {
  await look("s4");
  expect(keys()).toEqual(["visits: number"]);
  expect(shown().rowActions.editable(shown().tree.rows.value[0]!)).toBe(false);
});

test("a session that is gone says so", async () => {
  scene.server.sessions.live.delete("a");
  await look("s2");
  expect(shown().reader.reading.value?.state).toBe("gone");
});

test("sessions that are passed quickly are not read, nor any while the detail is closed", async () => {
  const before = scene.server.asked.length;
  for (const handle of ["s2", "s3", "s4"]) {
    scene.state.list.table.choose(handle);
    await vi.advanceTimersByTimeAsync(50);
  }
  await scene.settle();
  expect(scene.server.asked.slice(before)).toEqual(["store.read"]);
  showDetail(scene.state.chosen.split, false);
  await look("s2");
  expect([scene.server.asked.length, scene.state.chosen.shown.value]).toEqual([before + 1, null]);
});
