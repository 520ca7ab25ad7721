import { expect, test, vi } from "vitest";
import { FakeServer } from "../../../../playground/fake-server.ts";
import messages from "../../../../public/_locales/en/messages.json" with { type: "json" };
import { cookie, sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest();
const long = "x".repeat(40_000);

test("goes back to the state after a request, long values whole, and undoes that", async () => {
  await scene.change({ draft: long, visits: 18 }, "/a");
  await scene.change({ draft: undefined, visits: 19, coupon: "SPRING" }, "/b");
  const target = await scene.choose("/a");
  await scene.tab.jump.to(target);
  await scene.settle();
  expect(scene.stored()).toEqual({ user_name: "Ada", draft: long, visits: 18 });
  expect(scene.strip()).toBe("Jumped to the state after POST /a, as revision 4.");
  expect(scene.rows().at(-1)).toBe("You: restore a state +1 ~1 −1");
  await scene.panel.undo.undo();
  expect(scene.stored()).toEqual({ user_name: "Ada", visits: 19, coupon: "SPRING" });
  await scene.panel.undo.redo();
  expect(scene.stored()).toEqual({ user_name: "Ada", draft: long, visits: 18 });
});

test("keys that the server hides keep what they have, and the strip says so", async () => {
  scene.server.sessions.redacted.add("api_token");
  await scene.change({ api_token: "one" }, "/a");
  await scene.change({ api_token: "two", visits: 18 }, "/b");
  await scene.tab.jump.to(await scene.choose("/a"));
  await scene.settle();
  expect(scene.stored()).toMatchObject({ api_token: "two", visits: 17 });
  expect(scene.strip()).toContain("1 key hidden by the server keeps what it has.");
});

test("a state of another user brings its user along, and the strip says so", async () => {
  const session = scene.server.sessions.live.get(cookie)!;
  Object.assign(session, { user: "7" });
  await scene.change({ visits: 18 }, "/a");
  Object.assign(session, { user: "42" });
  await scene.change({ visits: 19 }, "/b");
  await scene.tab.jump.to(await scene.choose("/a"));
  await scene.settle();
  expect(scene.strip()).toBe("Jumped to the state after POST /a, as revision 4. The session belongs to user 7 now.");
  expect(scene.server.sessions.live.get(cookie)?.user).toBe("7");
});

test("a change of another between reading and writing is not lost: the jump is made again on it", async () => {
  await scene.change({ visits: 18 }, "/a");
  await scene.change({ visits: 19 }, "/b");
  const { fetch } = scene.server;
  let meddled = false;
  Object.assign(scene.server, {
    fetch: (url: string, init: RequestInit) => {
      if (!meddled && String(init.body).includes('"session.restore"')) {
        meddled = true;
        scene.server.sessions.change(cookie, { visits: 20 }, { method: "POST", path: "/meanwhile" });
      }
      return fetch(url, init);
    },
  });
  await scene.tab.jump.to(await scene.choose("/a"));
  await scene.settle();
  expect(meddled).toBe(true);
  expect(scene.stored()).toMatchObject({ visits: 18 });
  await scene.panel.undo.undo();
  expect(scene.stored()).toMatchObject({ visits: 20 });
});

test("a session that has ended is put into a new one", async () => {
  await scene.change({ visits: 18 }, "/a");
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await scene.settle();
  await scene.tab.jump.to(await scene.choose("/a"));
  await scene.settle();
  expect(scene.stored()).toEqual({ visits: 18, user_name: "Ada" });
  expect(scene.server.sessions.live.has(cookie)).toBe(false);
  expect(scene.strip()).toContain("in a new session");
});

test("a request that the server has forgotten is told in one sentence, and nothing changes", async () => {
  await scene.change({ visits: 18 }, "/a");
  const target = await scene.choose("/a");
  scene.server.sessions.timeline.commands["timeline.clear"]({});
  await scene.change({ visits: 19 }, "/b");
  await scene.tab.jump.to(target);
  expect(scene.strip()).toBe("The server has forgotten this request to make room for newer ones.");
  expect(scene.stored()).toMatchObject({ visits: 19 });
});

test("there is nothing to go back to after a request that ended the session", async () => {
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await scene.settle();
  const target = await scene.choose("/logout");
  expect(scene.tab.jump.possible(target)).toBe(false);
  expect(scene.tab.jump.hint(target)).toBe("This request left no session to go back to.");
});

test("an expiry that has passed since is left out, for the session would end at once", async () => {
  const session = scene.server.sessions.live.get(cookie)!;
  session.expiry = { kind: "moment", at: Date.now() + 60_000 };
  await scene.change({ visits: 18 }, "/a");
  session.expiry = { kind: "seconds", seconds: 300 };
  await scene.change({ visits: 19 }, "/b");
  await vi.advanceTimersByTimeAsync(61_000);
  await scene.tab.jump.to(await scene.choose("/a"));
  await scene.settle();
  expect(scene.stored()).toMatchObject({ visits: 18 });
  expect(session.expiry).toEqual({ kind: "seconds", seconds: 300 });
  expect(scene.strip()).toBe(
    "Jumped to the state after POST /a, as revision 4. Its expiry has passed and was left out.",
  );
});

test("a server that has just started again is not believed when it means another request", async () => {
  await scene.change({ visits: 18 }, "/a");
  const target = await scene.choose("/a");
  const next = new FakeServer();
  next.sessions.open(cookie, { visits: 99 });
  next.sessions.change(cookie, { intruder: true }, { method: "POST", path: "/new" });
  next.sessions.change(cookie, { intruder: 2 }, { method: "POST", path: "/new" });
  const { fetch } = scene.server;
  Object.assign(scene.server, {
    fetch: (url: string, init: RequestInit) =>
      (String(init.body).includes('"timeline.') ? next.fetch : fetch).call(scene.server, url, init),
  });
  await scene.tab.jump.to(target);
  await scene.settle();
  expect(scene.stored()).toEqual({ user_name: "Ada", visits: 18 });
  expect(scene.strip()).toBe(messages.timelineRestarted.message);
});
