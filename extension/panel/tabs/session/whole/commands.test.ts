import { expect, test } from "vitest";
import { readSnapshots } from "../../../snapshots/kept.ts";
import { cart, cookie, sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest();
const all = { visits: 17, user_name: "Ada", cart };
const commands = () => scene.tab.commands;
const session = () => scene.tab.reader.session.value;
const sessionId = () => scene.browser.jar().find(({ name }) => name === "sessionid")?.value;

test("clear empties the session; undo puts everything back, its expiry too, and loses nothing that came since", async () => {
  await commands().setExpiry({ kind: "seconds", seconds: 300 });
  await commands().run("clear");
  await scene.settle();
  expect(scene.stored()).toEqual({});
  expect(scene.strip()).toBe("Cleared. 3 keys are gone, the session stays.");
  scene.server.sessions.live.get(cookie)!.expiry = { kind: "policy" };
  await scene.change({ visits: 1, fresh: true });
  await scene.undo();
  expect(scene.stored()).toEqual({ visits: 1, fresh: true, user_name: "Ada", cart });
  expect(scene.tab.pending.conflicts.value.map(({ edit }) => edit.path)).toEqual([["visits"]]);
  expect(session()?.expiry).toEqual({ kind: "seconds", seconds: 300 });
});

test("flush deletes session and cookie; undo puts the data into a new session with a new key", async () => {
  scene.server.sessions.live.get(cookie)!.user = "42";
  await scene.change({ visits: 17 });
  await commands().run("flush");
  await scene.settle();
  expect(scene.strip()).toBe("Flushed. 3 keys and the cookie sessionid are gone.");
  expect(scene.panel.undo.undoable.value?.hint).toBe("Puts the 3 keys into a new session with a new key");
  expect([scene.server.sessions.live.size, sessionId()]).toEqual([0, undefined]);
  expect(scene.tab.reader.reading.value?.state).toBe("none");
  expect(scene.tab.reader.ended.value?.how).toBe("flushed");
  await scene.undo();
  expect(scene.strip()).toBe("Restored 3 keys in a new session. The old key stays dead.");
  expect(scene.stored()).toEqual(all);
  expect(sessionId()).not.toBe(cookie);
  expect(scene.server.sessions.live.has(cookie)).toBe(false);
  expect(session()?.user).toBe("42");
  await scene.redo();
  expect(scene.server.sessions.live.size).toBe(0);
});

/** One value that is cut short, one that the server hides. */
async function longAndHidden(): Promise<void> {
  await scene.change({ long: "x".repeat(20_000) });
  scene.server.sessions.redacted.add("user_name");
  await scene.change({ visits: 18 });
}
const long = { visits: 18, cart, long: "x".repeat(20_000) };

test("undo of flush brings everything back, hidden values too", async () => {
  await longAndHidden();
  await commands().run("flush");
  await scene.settle();
  expect(scene.strip()).toBe("Flushed. 4 keys and the cookie sessionid are gone.");
  expect(scene.panel.undo.undoable.value?.hint).toBe("Puts the 4 keys into a new session with a new key");
  await scene.undo();
  expect(scene.strip()).toBe("Restored 4 keys in a new session. The old key stays dead.");
  expect(scene.stored()).toEqual({ ...long, user_name: "Ada" });
});

test("where the server has nothing for the ticket, undo puts back the panel's own copy, and names what is lost", async () => {
  await longAndHidden();
  await commands().run("flush");
  await scene.settle();
  scene.server.undo.forget();
  await scene.undo();
  expect(scene.strip()).toBe(
    "Restored 3 keys in a new session. The old key stays dead. 1 key hidden by the server could not be put back: user_name.",
  );
  expect(scene.stored()).toEqual(long);
});

test("the same for clear: all of it by the ticket, else the panel's copy into the same session", async () => {
  await longAndHidden();
  await commands().run("clear");
  await scene.settle();
  await scene.change({ fresh: true });
  await scene.undo();
  expect(scene.strip()).toBe("Put 4 keys back.");
  expect(scene.stored()).toEqual({ fresh: true, ...long, user_name: "Ada" });
  await scene.redo();
  expect(scene.stored()).toEqual({});
  scene.server.undo.forget();
  await scene.undo();
  expect(scene.strip()).toBe("Put 4 keys back. 1 key hidden by the server could not be put back: user_name.");
  expect(scene.stored()).toEqual({ fresh: true, ...long });
});

test("a hidden key that the app has written again stays as it is now, and is named", async () => {
  await longAndHidden();
  await commands().run("clear");
  await scene.settle();
  await scene.change({ user_name: "Grace" });
  await scene.undo();
  expect(scene.strip()).toBe("Put 3 keys back. 1 key hidden by the server could not be put back: user_name.");
  expect(scene.stored()).toEqual({ ...long, user_name: "Grace" });
});

test("clear is not undone into a session that another user has by now, until that has changed", async () => {
  const live = scene.server.sessions.live.get(cookie)!;
  await commands().run("clear");
  await scene.settle();
  live.user = "7";
  await scene.change({ fresh: true });
  await scene.undo();
  expect(scene.strip()).toBe("The session is bound to another user now. Nothing was put back.");
  expect(scene.stored()).toEqual({ fresh: true });
  live.user = null;
  await scene.undo();
  expect(scene.stored()).toEqual({ fresh: true, ...all });
});

test("expire on the server keeps the cookie; undo makes a new session", async () => {
  await commands().run("expireOnServer");
  await scene.settle();
  expect(scene.strip()).toBe("Expired on the server. The browser still has the cookie.");
  expect([scene.tab.reader.reading.value?.state, sessionId()]).toEqual(["gone", cookie]);
  await scene.undo();
  expect(scene.stored()).toEqual(all);
  expect(sessionId()).not.toBe(cookie);
});

test("expire the cookie keeps the session; undo puts the same cookie back", async () => {
  const before = scene.browser.jar();
  await commands().run("expireCookie");
  await scene.settle();
  expect(scene.tab.reader.reading.value?.state).toBe("none");
  expect(scene.server.sessions.live.has(cookie)).toBe(true);
  await scene.undo();
  expect(scene.browser.jar()).toEqual(before);
  expect(session()?.revision).toBe(1);
});

test("cycling the key keeps the data, and cannot be undone", async () => {
  await commands().cycleKey();
  await scene.settle();
  expect(sessionId()).not.toBe(cookie);
  expect(scene.stored()).toEqual(all);
  expect(scene.strip()).toBe("The session has a new key. The old one is dead.");
  expect(scene.panel.undo.undoable.value).toBeNull();
});

test("the expiry is set, undone and set again", async () => {
  await commands().setExpiry({ kind: "seconds", seconds: 300 });
  await scene.settle();
  expect(scene.strip()).toBe("Expires 5 minutes after the last change");
  expect(session()?.expiry).toEqual({ kind: "seconds", seconds: 300 });
  await scene.undo();
  expect(session()?.expiry).toEqual({ kind: "policy" });
  await scene.redo();
  expect(session()?.expiry).toEqual({ kind: "seconds", seconds: 300 });
});

test("a session that has changed meanwhile is read again, so that nothing new is lost", async () => {
  scene.server.streaming = false;
  scene.server.breakStreams();
  await scene.settle();
  scene.server.sessions.change(cookie, { late: true }, { method: "POST", path: "/x" });
  await commands().run("flush");
  await scene.settle();
  expect(scene.strip()).toBe("Flushed. 4 keys and the cookie sessionid are gone.");
  await scene.undo();
  expect(scene.stored()).toEqual({ ...all, late: true });
});

test("a command that fails is said to have failed, and cannot be undone", async () => {
  scene.server.away = true;
  await commands().run("flush");
  expect(scene.panel.undo.strip.value).toMatchObject({ failed: true, step: null });
  expect(scene.server.sessions.live.has(cookie)).toBe(true);
});

test("the cookie of a session that is gone can be deleted, and put back", async () => {
  scene.server.sessions.live.clear();
  scene.panel.lookAgain();
  await scene.tab.reader.read();
  await commands().run("deleteCookie");
  await scene.settle();
  expect(sessionId()).toBeUndefined();
  expect(scene.strip()).toBe("Deleted the cookie sessionid.");
  await scene.undo();
  expect(sessionId()).toBe(cookie);
});

test("the test cookie makes a session where there is none", async () => {
  scene.browser.dropCookie("sessionid");
  await scene.settle();
  await commands().setTestCookie();
  await scene.settle();
  expect(scene.rows()).toEqual(['testcookie="worked"']);
});

test("before it destroys data, a command keeps the session among the snapshots of this browser", async () => {
  const kept = () => readSnapshots(scene.panel.platform.storage, "http://localhost:3000");
  await commands().run("expireCookie");
  expect(await kept()).toEqual([]);
  await scene.undo();
  await commands().run("clear");
  await scene.settle();
  expect(await kept()).toMatchObject([
    { name: null, before: "clear", entries: { visits: "17", user_name: '"Ada"', cart: JSON.stringify(cart) } },
  ]);
  await scene.undo();
  await scene.change({ visits: 18 });
  await commands().run("flush");
  await scene.settle();
  expect((await kept()).map(({ before }) => before)).toEqual(["flush", "clear"]);
});
