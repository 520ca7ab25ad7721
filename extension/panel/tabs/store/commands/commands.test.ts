import { expect, test, vi } from "vitest";
import { cookie, sceneOfEachTest } from "../test-scene.ts";
import { clearExpired } from "./clear-expired.ts";
import { deleteMatching, deleteRows } from "./delete-sessions.ts";
import { useInBrowser } from "./use-in-browser.ts";

const day = 24 * 60;
const scene = sceneOfEachTest(({ store }) => {
  for (const [at, name] of ["a", "b", "c"].entries())
    store(name, { visits: at, tag: "found" }, { ago: at + 1, user: "7" });
  for (let at = 0; at < 1200; at++) store(`old-${at}`, { visits: at }, { ago: 20 * day + at });
});
const request = { method: "POST", path: "/cart/add" };
const live = () => [...scene.server.sessions.live.keys()].filter((name) => !name.startsWith("old"));
const rowsOf = (...handles: string[]) =>
  scene.state.list.pages.rows.value.filter(({ handle }) => handles.includes(handle));
const held = () => scene.browser.jar().find(({ name }) => name === "sessionid")?.value;

test("deletes the chosen sessions, and their data comes back in new sessions whose browsers stay signed out", async () => {
  await deleteRows(scene.state.commands, rowsOf("s2", "s3"));
  expect(scene.rows().slice(0, 2)).toEqual(["s1", "s4"]);
  expect(live()).toEqual([cookie, "c"]);
  expect(scene.state.list.pages.total.value).toEqual({ count: 1202, exact: true });
  expect(scene.strip()).toBe("Deleted 2 sessions.");
  await scene.undo();
  expect(scene.strip()).toBe("The data of 2 sessions is back in new sessions. Their browsers stay signed out.");
  expect(live()).toHaveLength(4);
  expect(live()).not.toContain("a");
  expect(held()).toBe(cookie);
});

test("leaves a session alone that has changed since it was listed, and shows it as it is now", async () => {
  scene.server.breakStreams();
  scene.server.sessions.change("b", { visits: 99 }, request);
  await deleteRows(scene.state.commands, rowsOf("s2", "s3"));
  expect(live()).toEqual([cookie, "b", "c"]);
  expect(scene.strip()).toBe("Deleted 1 session. One had changed after it was listed and was left alone.");
  expect(rowsOf("s3")[0]).toMatchObject({ revision: 2 });
});

test("an edit made in the detail does not keep a session from being deleted", async () => {
  scene.server.breakStreams();
  scene.state.list.table.choose("s3");
  await scene.settle();
  await scene.state.chosen.shown.value!.rowActions.put(["visits"], "50");
  await deleteRows(scene.state.commands, rowsOf("s3"));
  expect(scene.strip()).toBe("Deleted s3.");
});

test("a session that was gone already is no failure", async () => {
  scene.server.breakStreams();
  scene.server.sessions.live.delete("a");
  await deleteRows(scene.state.commands, rowsOf("s2"));
  expect(scene.strip()).toBe("Nothing was deleted: the session was gone already.");
  expect(scene.rows()).not.toContain("s2");
});

test("deletes all that match the filter, on every page, and nothing without a filter", async () => {
  await deleteMatching(scene.state.commands);
  expect(live()).toHaveLength(4);
  scene.state.list.typed.value = "value:found";
  await scene.settle();
  await deleteMatching(scene.state.commands);
  await scene.settle();
  expect(live()).toEqual([cookie]);
  expect(scene.strip()).toBe("Deleted 3 sessions.");
  await scene.undo();
  expect(live()).toHaveLength(4);
});

test("tells the sessions that a failing store left from those that had changed", async () => {
  scene.state.list.typed.value = "value:found";
  await scene.settle();
  scene.server.sessions.deletesBeforeFailure = 1;
  await deleteMatching(scene.state.commands);
  await scene.settle();
  expect(scene.strip()).toBe("Deleted 1 session. The store failed on the way: 2 were left alone.");
  expect(live()).toHaveLength(3);
  await scene.undo();
  expect(live()).toHaveLength(4);
});

test("clears the expired away, some at a time, and says that this cannot be undone", async () => {
  const { commands } = scene.state;
  scene.server.delay = 1000;
  const seen: string[] = [];
  commands.progress.subscribe((now) => seen.push(now === null ? "-" : `${now.done} of ${now.of}`));
  const clearing = clearExpired(commands);
  await vi.advanceTimersByTimeAsync(10_000);
  await clearing;
  expect(scene.server.sessions.live.size).toBe(4);
  expect(seen).toEqual(["-", "0 of null", "500 of 1200", "1000 of 1200", "1200 of 1200", "-"]);
  expect(scene.strip()).toBe("Removed 1,200 sessions that had expired. This cannot be undone.");
  scene.server.delay = 0;
  await clearExpired(commands);
  expect(scene.strip()).toBe("The store has no expired sessions.");
  expect(seen.length).toBe(6);
});

test("stops after the call that is under way, and tells what was done", async () => {
  const { commands } = scene.state;
  scene.server.delay = 1000;
  commands.progress.subscribe((now) => now?.done === 500 && commands.stop());
  const clearing = clearExpired(commands);
  await vi.advanceTimersByTimeAsync(10_000);
  await clearing;
  expect(scene.strip()).toBe("Stopped. Removed 500 sessions that had expired. This cannot be undone.");
  expect(scene.server.sessions.live.size).toBe(704);
});

test("gives this browser a copy with a new key, and undo ends it and puts the earlier cookie back", async () => {
  await useInBrowser(scene.state.commands, rowsOf("s3")[0]!);
  await scene.settle();
  const copy = held()!;
  expect([copy === cookie, copy === "b"]).toEqual([false, false]);
  expect(scene.stored(copy)).toEqual(scene.stored("b"));
  expect(scene.strip()).toBe("This browser now has a copy of s3, with a new key.");
  expect(scene.state.list.pages.rows.value.find(({ own }) => own)?.handle).not.toBe("s1");
  await scene.undo();
  expect(held()).toBe(cookie);
  expect(scene.strip()).toBe("Put the cookie sessionid back.");
  expect([scene.stored(copy), scene.stored("b") === null]).toEqual([null, false]);
});

test("undo says that what the app has changed in the copy is gone with it", async () => {
  await useInBrowser(scene.state.commands, rowsOf("s3")[0]!);
  await scene.settle();
  const copy = held()!;
  scene.server.sessions.change(copy, { visits: 99 }, request);
  await scene.settle();
  await scene.undo();
  expect(scene.strip()).toBe("Put the cookie sessionid back. What was changed in the copy is gone with it.");
  expect([held(), scene.stored(copy)]).toEqual([cookie, null]);
});

test("undo leaves the cookie alone where the browser has another session by now", async () => {
  await useInBrowser(scene.state.commands, rowsOf("s3")[0]!);
  scene.browser.putCookie({ name: "sessionid", value: "c", httpOnly: true });
  await scene.panel.refreshCookies();
  await scene.undo();
  expect([held(), scene.strip()]).toEqual(["c", "This browser has another session by now: its cookie stays."]);
});
