import { effect, signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { readSnapshots, storageKey } from "../../snapshots/kept.ts";
import { cart, cookie, sceneOfEachTest } from "../session/test-scene.ts";
import { restoreSentence, whatIsRestored } from "./detail/restore-words.ts";
import { nameOf, userOf } from "./list/names.ts";
import { isOfOther } from "./list/snapshot-table.tsx";
import { createSnapshots, type SnapshotsState } from "./state.ts";
import { snapshotFile } from "./transfer/snapshot-file.ts";

const scene = sceneOfEachTest();
const origin = "http://localhost:3000";
let state: SnapshotsState;

beforeEach(async () => {
  state = createSnapshots(scene.panel, scene.end);
  await scene.settle();
});

const names = () => state.list.table.rows.value.map((one) => nameOf(scene.panel.text, one));
const current = () => state.list.table.current.value!;
const says = () => restoreSentence(state, current(), whatIsRestored(state, current()));
const restore = async () => {
  await state.commands.restore(current(), state.comparison.part());
  await scene.settle();
};
const take = async (name?: string) => {
  await state.commands.take();
  if (name !== undefined) await state.commands.rename(current(), name);
  await scene.settle();
};

test("the session is kept with its expiry and user, under a name that is asked for", async () => {
  scene.server.sessions.live.get(cookie)!.user = "42";
  await scene.change({ long: "x".repeat(20_000) });
  await take();
  expect(names()).toEqual(["Snapshot 1"]);
  expect(scene.strip()).toBe("Kept the session as “Snapshot 1”.");
  expect(state.commands.naming.value).toBe(current().id);
  expect(current()).toMatchObject({ user: "42", expiry: { kind: "policy" }, hidden: 0, before: null });
  expect(current().entries.long).toBe(JSON.stringify("x".repeat(20_000)));
  expect(userOf(scene.panel.text, current())).toBe("user 42");
  await scene.undo();
  expect(names()).toEqual([]);
  await scene.redo();
  expect(names()).toEqual(["Snapshot 1"]);
});

test("a snapshot is renamed and deleted, and undo takes both back", async () => {
  await take();
  await state.commands.rename(current(), "  Full cart ");
  expect(names()).toEqual(["Full cart"]);
  await state.commands.rename(current(), "   ");
  await state.commands.remove([current()]);
  expect(scene.strip()).toBe("Deleted Full cart.");
  expect(names()).toEqual([]);
  await scene.undo();
  expect(names()).toEqual(["Full cart"]);
  await scene.undo();
  expect(names()).toEqual(["Snapshot 1"]);
});

test("now is compared with the snapshot in the direction of restoring, and a sentence counts", async () => {
  await take();
  expect(says()).toBe("The session is as in the snapshot.");
  expect(whatIsRestored(state, current()).nothing).toBe(true);
  await scene.change({ visits: 18, fresh: 1, cart: undefined });
  expect(says()).toBe("Restoring adds 1 key, changes 1 and removes 1.");
  expect(state.comparison.diff.rows.value.map(({ sign, name, fold }) => fold ?? `${sign} ${name}`)).toEqual([
    "changed visits",
    "removed fresh",
    "added cart",
    "added items",
    "added coupon",
    1,
  ]);
  await restore();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  expect(scene.strip()).toBe("Restored “Snapshot 1” as revision 3.");
  expect(names()).toEqual(["Snapshot 1", "Before restore"]);
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 18, user_name: "Ada", fresh: 1 });
});

test("a key that is left out stays as it is, and so do user and expiry where they are left out", async () => {
  await take();
  scene.server.sessions.live.get(cookie)!.user = "7";
  scene.server.sessions.live.get(cookie)!.expiry = { kind: "seconds", seconds: 60 };
  await scene.change({ visits: 18, fresh: 1 });
  expect(says()).toBe("Restoring changes 1 key and removes 1. It belongs to no user then.");
  state.comparison.toggle("visits");
  state.comparison.withExpiry.value = false;
  expect(says()).toBe("Restoring removes 1 key.");
  await restore();
  expect(scene.stored()).toEqual({ visits: 18, user_name: "Ada", cart });
  expect(scene.server.sessions.live.get(cookie)).toMatchObject({ user: "7", expiry: { kind: "seconds", seconds: 60 } });
});

test("the choice of keys belongs to one snapshot", async () => {
  await take("One");
  await scene.change({ visits: 18 });
  await take("Two");
  state.comparison.toggle("visits");
  state.list.table.choose(state.list.table.rows.value.at(-1)!.id);
  expect(state.comparison.left.value.size).toBe(0);
});

test("a long value is compared whole", async () => {
  await scene.change({ long: `${"x".repeat(20_000)}a` });
  await take();
  await scene.change({ long: `${"x".repeat(20_000)}b` });
  expect(says()).toBe("Restoring changes 1 key.");
  await scene.change({ long: `${"x".repeat(20_000)}a` });
  expect(says()).toBe("The session is as in the snapshot.");
});

test("what the server hides is no part of it", async () => {
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ visits: 20 });
  await take();
  expect(current()).toMatchObject({ hidden: 1, entries: { visits: "20" } });
  await scene.change({ visits: 21 });
  expect(state.comparison.hidden.value).toBe(1);
  expect(says()).toBe("Restoring changes 1 key.");
  await restore();
  expect(scene.stored()).toMatchObject({ user_name: "Ada", visits: 20 });
});

test("without a session there is nothing to keep, and restoring makes a new one", async () => {
  await take();
  scene.browser.dropCookie("sessionid");
  await scene.settle();
  await state.commands.take();
  expect(scene.strip()).toBe("There is no session to keep.");
  expect(says()).toBe("There is no session: restoring makes a new one with 3 keys.");
  await restore();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  expect(names()).toEqual(["Snapshot 1"]);
});

test("the filter finds names and users; named ones stand before automatic ones", async () => {
  await take("Full cart");
  await scene.change({ visits: 18 });
  await scene.tab.commands.run("clear");
  await scene.settle();
  scene.server.sessions.live.get(cookie)!.user = "42";
  await scene.change({ visits: 1 });
  await take("Signed in");
  expect(names()).toEqual(["Signed in", "Full cart", "Before clear"]);
  state.list.typed.value = "42";
  expect(names()).toEqual(["Signed in"]);
  state.list.typed.value = "ANONYMOUS -before";
  expect(names()).toEqual(["Full cart"]);
  expect(state.list.counts.value).toMatchObject({ named: 2, automatic: 1, shown: 1 });
  state.list.typed.value = "";
  await state.commands.rename(state.list.table.rows.value.at(-1)!, "Kept");
  expect(names()).toEqual(["Signed in", "Kept", "Full cart"]);
  expect(state.list.counts.value.automatic).toBe(0);
});

test("a file is imported whole, and undo takes it back", async () => {
  await take("One");
  await take("Two");
  const file = snapshotFile(state.list.table.rows.value, origin, (one) => one.name!);
  await state.commands.remove(state.list.table.rows.value);
  state.snapshotImport.typed.value = file;
  expect(state.snapshotImport.file.value?.ok).toBe(true);
  expect(await state.snapshotImport.store()).toBe(true);
  expect(names().toSorted()).toEqual(["One", "Two"]);
  await scene.undo();
  expect(names()).toEqual([]);
  state.snapshotImport.typed.value = "{}";
  expect(await state.snapshotImport.store()).toBe(false);
});

test("where there is no more room it says so, and nothing is lost", async () => {
  await take("One");
  const { storage } = scene.panel.platform;
  const full = () =>
    Promise.reject(new Error("QuotaExceededError: storage.local API call exceeded its quota limitations."));
  const { update } = storage;
  Object.assign(storage, { update: full });
  await state.commands.take();
  expect(scene.panel.undo.strip.value).toMatchObject({
    failed: true,
    sentence: "This browser has no more room for snapshots. Export some and delete them; none was lost.",
  });
  expect(names()).toEqual(["One"]);
  // An act goes on, and what it could not keep is said beside it.
  await scene.tab.commands.run("clear");
  await scene.settle();
  expect(scene.stored()).toEqual({});
  expect(scene.strip()).toBe(
    "Cleared. 3 keys are gone, the session stays. This browser has no more room for snapshots. Export some and delete them; none was lost.",
  );
  Object.assign(storage, { update });
});

test("snapshots of another server are not shown, and those of another project at this address say so", async () => {
  await take("Ours");
  const [ours] = await readSnapshots(scene.panel.platform.storage, origin);
  scene.browser.stored.set(storageKey, {
    [origin]: [{ ...ours, project: "another" }],
    "http://localhost:4000": [{ ...ours, id: "theirs", name: "Theirs" }],
  });
  await state.kept.read();
  expect(names()).toEqual(["Ours"]);
  expect(isOfOther(state, current())).toBe(false);
  const connection = signal({ state: "live", endpoint: { origin, path: "/" }, server: "this" } as const);
  const panel = { ...scene.panel, connection };
  expect(isOfOther({ panel }, current())).toBe(true);
  expect(isOfOther({ panel }, { ...current(), project: "this" })).toBe(false);
});

test("while the server is away a restore changes nothing", async () => {
  await take();
  await scene.change({ visits: 18 });
  scene.server.away = true;
  await restore();
  expect(scene.panel.undo.strip.value).toMatchObject({ failed: true, step: null });
  scene.server.away = false;
  expect(scene.stored()).toMatchObject({ visits: 18 });
});

test("an expiry that has passed is not restored: it would end the session at once", async () => {
  const at = Date.now() + 60_000;
  scene.server.sessions.live.get(cookie)!.expiry = { kind: "moment", at };
  await scene.change({ visits: 18 });
  await take();
  scene.server.sessions.live.get(cookie)!.expiry = { kind: "policy" };
  await scene.change({ visits: 19 });
  expect(state.comparison.part()).toEqual({ keys: null, expiry: true });
  // The detail looks at it.
  const stop = effect(() => void state.comparison.isPast.value);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(state.comparison.part()).toEqual({ keys: null, expiry: false });
  await restore();
  expect(scene.stored()).toMatchObject({ visits: 18 });
  stop();
});
