import { expect, test, vi } from "vitest";
import { cart, cookie, sceneOfEachTest } from "../tabs/session/test-scene.ts";
import { type Part, restore, whole } from "./restore.ts";
import type { Snapshot } from "./snapshot.ts";
import { takeSnapshot } from "./take.ts";

const scene = sceneOfEachTest();
const words = { name: "restore", done: (revision: number) => `Restored as revision ${revision}.` };
const snapshot: Snapshot = {
  entries: { visits: "203", roles: '["admin"]', cart: JSON.stringify(cart) },
  expiry: { kind: "seconds", seconds: 300 },
  user: "42",
  hidden: 0,
};
const put = async (part: Part = whole, of = snapshot) => {
  await restore(scene.panel, of, part, words, scene.panel.visit.value);
  await scene.settle();
};
const live = () => scene.server.sessions.live.get(cookie)!;

test("takes the whole session: long values whole, hidden ones counted", async () => {
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ long: "x".repeat(20_000) });
  const taken = await takeSnapshot(scene.panel.visit.value);
  expect(taken).toMatchObject({ revision: 2, hiddenKeys: new Set(["user_name"]) });
  expect(taken!.snapshot).toEqual({
    entries: { visits: "17", cart: JSON.stringify(cart), long: JSON.stringify("x".repeat(20_000)) },
    expiry: { kind: "policy" },
    user: null,
    hidden: 1,
  });
});

test("restores data, expiry and user as a new revision; undo brings all back, and redo does it again", async () => {
  await put();
  expect(scene.strip()).toBe("Restored as revision 2.");
  expect(scene.stored()).toEqual({ visits: 203, roles: ["admin"], cart });
  expect(live()).toMatchObject({ user: "42", expiry: { kind: "seconds", seconds: 300 } });
  expect(scene.rows()).toContain("visits=203");
  await scene.undo();
  expect(scene.strip()).toBe("Took back the restore.");
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  expect(live()).toMatchObject({ user: null, expiry: { kind: "policy" } });
  await scene.redo();
  expect(scene.stored()).toEqual({ visits: 203, roles: ["admin"], cart });
});

test("restores chosen keys alone, and leaves the others, the user and the expiry", async () => {
  await put({ keys: new Set(["visits", "user_name"]), expiry: false });
  expect(scene.stored()).toEqual({ visits: 203, cart });
  expect(live()).toMatchObject({ user: null, expiry: { kind: "policy" } });
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
});

test("what others have changed since a restore stays when it is undone, and is counted", async () => {
  await put();
  await scene.change({ visits: 204, fresh: true });
  await scene.undo();
  expect(scene.strip()).toBe("Took back the restore, but not 1 key that others changed since.");
  expect(scene.stored()).toEqual({ visits: 204, fresh: true, user_name: "Ada", cart });
});

test("hidden keys keep what they have, and a key of the snapshot that is hidden now is left out", async () => {
  scene.server.sessions.redacted.add("visits");
  await scene.change({ other: 1 });
  await put();
  expect(scene.stored()).toEqual({ visits: 17, roles: ["admin"], cart });
});

test("a key that the server would hide is left out, and counted, where the session does not have it", async () => {
  scene.server.sessions.redacted.add("visits").add("roles");
  scene.browser.dropCookie("sessionid");
  await scene.settle();
  await put();
  expect(scene.stored()).toEqual({ cart });
  expect(scene.strip()).toBe(
    "Restored 1 key in a new session. The old key stays dead. 2 keys hidden by the server could not be put back.",
  );
});

test("an expiry whose moment has passed is left out, also by undo, for the session would end at once", async () => {
  const at = Date.now() + 60_000;
  live().expiry = { kind: "moment", at };
  await put({ ...whole, expiry: true }, { ...snapshot, expiry: { kind: "moment", at: Date.now() - 1 } });
  expect(scene.strip()).toBe("Restored as revision 2. Its expiry has passed and was left out.");
  expect(live().expiry).toEqual({ kind: "moment", at });
  live().expiry = { kind: "policy" };
  await put();
  live().expiry = { kind: "moment", at };
  await put({ keys: null, expiry: true });
  await vi.advanceTimersByTimeAsync(61_000);
  live().expiry = { kind: "seconds", seconds: 300 };
  await scene.undo();
  expect(live().expiry).toEqual({ kind: "seconds", seconds: 300 });
  expect(scene.stored()).toMatchObject({ visits: 203 });
});

test("a session that changes meanwhile is read again, so that undo knows what was there", async () => {
  const { live: sessions } = scene.server.sessions;
  let raced = false;
  await restore(
    scene.panel,
    snapshot,
    whole,
    {
      ...words,
      async before() {
        if (!raced) scene.server.sessions.change(cookie, { late: true }, { method: "POST", path: "/x" });
        raced = true;
      },
    },
    scene.panel.visit.value,
  );
  expect(sessions.get(cookie)?.revision).toBe(3);
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart, late: true });
});

test("without a session it makes a new one, says what hidden keys cost, and undo ends it", async () => {
  scene.browser.dropCookie("sessionid");
  scene.server.sessions.live.clear();
  await scene.settle();
  await put(whole, { ...snapshot, hidden: 1 });
  expect(scene.strip()).toBe(
    "Restored 3 keys in a new session. The old key stays dead. 1 key hidden by the server could not be put back.",
  );
  expect(scene.stored()).toEqual({ visits: 203, roles: ["admin"], cart });
  await scene.undo();
  expect(scene.server.sessions.live.size).toBe(0);
  expect(scene.strip()).toBe("Took back the restore: the new session and its cookie are gone.");
});

test("a new session that the app has used since is not ended by undo", async () => {
  scene.browser.dropCookie("sessionid");
  await scene.settle();
  await put();
  await scene.change({ order: 1 });
  await scene.undo();
  expect(scene.stored()).toMatchObject({ order: 1 });
  expect(scene.panel.undo.strip.value).toMatchObject({
    failed: true,
    sentence: "The new session has changed since it was made. Nothing was taken back; Flush ends it.",
  });
});

test("while the server is away nothing is changed, and it says so", async () => {
  scene.server.away = true;
  await expect(put()).rejects.toThrow(/^The server did not answer\./);
  scene.server.away = false;
  expect(scene.stored()).toEqual({ visits: 17, user_name: "Ada", cart });
  expect(scene.panel.undo.undoable.value).toBeNull();
});
