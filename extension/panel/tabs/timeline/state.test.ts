import { expect, test, vi } from "vitest";
import { thisWindow } from "../../server/this-window.ts";
import { cookie, otherCookie, sceneOfEachTest } from "./test-scene.ts";

const scene = sceneOfEachTest((server) => {
  server.sessions.change(cookie, { visits: 18 }, { method: "GET", path: "/early" });
});

test("shows what was recorded before the panel opened, then each request as it comes, the newest last", async () => {
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0"]);
  await scene.change({ coupon: "SPRING", user_name: undefined });
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0", "POST /cart/add +1 ~0 −1"]);
  const asked = scene.server.asked.filter((command) => command === "timeline.list").length;
  await scene.change({ coupon: "SUMMER" });
  expect(scene.rows()).toHaveLength(3);
  expect(scene.server.asked.filter((command) => command === "timeline.list")).toHaveLength(asked);
});

test("the newest request is current until another is chosen, and that one stays", async () => {
  await scene.change({ a: 1 }, "/a");
  expect(scene.tab.list.table.current.value?.path).toBe("/a");
  await scene.choose("/early");
  await scene.change({ b: 1 }, "/b");
  expect(scene.tab.list.table.current.value?.path).toBe("/early");
});

test("a burst that the stream does not tell one by one is read from the server", async () => {
  scene.server.breakStreams();
  for (let number = 0; number < 700; number++) {
    scene.server.sessions.change(cookie, { number }, { method: "GET", path: `/${number}` });
  }
  await scene.settle();
  const rows = scene.rows();
  // The server keeps 500; the panel keeps what it has seen.
  expect(rows[0]).toContain("/early");
  expect(rows.at(-1)).toContain("/699");
  expect(rows).toHaveLength(501);
});

test("requests of other sessions are shown on demand", async () => {
  scene.server.sessions.change(otherCookie, { visits: 2 }, { method: "GET", path: "/other" });
  await scene.settle();
  expect(scene.rows()).toHaveLength(1);
  scene.tab.list.onlyOwn.value = false;
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0", "GET /other +0 ~1 −0"]);
});

test("the requests before the session got a new key are of the same session", async () => {
  const at = scene.panel.visit.peek();
  await at.call("session.cycleKey", { revision: 2 });
  await scene.settle();
  await scene.change({ a: 1 }, "/after");
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0", "You: cycle the key new key", "POST /after +1 ~0 −0"]);
});

test("an edit by this panel is a row by you, one by another window is said to be", async () => {
  const at = scene.panel.visit.peek();
  await at.call("session.update", { set: { coupon: '"A"' }, delete: [], expect: { coupon: null } });
  await scene.settle();
  expect(scene.rows().at(-1)).toBe("You: set coupon +1 ~0 −0");
  const own = scene.tab.list.table.rows.value.at(-1)!;
  expect(own.window).toBe(thisWindow);
  expect(scene.tab.words.by(own)).toBe("you");
  expect(scene.tab.words.by({ ...own, window: "another" })).toBe("you, in another window");
});

test("pauses, goes on, and clears", async () => {
  await scene.tab.recorder.toggle();
  expect(scene.tab.known.facts.value?.recording).toBe(false);
  await scene.change({ a: 1 }, "/unseen");
  await scene.tab.recorder.toggle();
  await scene.change({ a: 2 }, "/seen");
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0", "POST /seen +0 ~1 −0"]);
  await scene.tab.recorder.clear();
  expect(scene.rows()).toEqual([]);
  await scene.change({ a: 3 }, "/next");
  expect(scene.rows()).toEqual(["POST /next +0 ~1 −0"]);
});

test("a list that the server made before it was paused or cleared, and that comes later, changes nothing", async () => {
  const { recorder, known } = scene.tab;
  /** Reads the list, and holds the answer back until `act` is done. */
  const reading = async (act: () => Promise<void>) => {
    const { fetch } = scene.server;
    const held = Promise.withResolvers<void>();
    let lists = 0;
    const watched = vi.spyOn(scene.server, "fetch").mockImplementation(async (url, init) => {
      const answer = await fetch(url, init);
      if (String(init.body).includes("timeline.list") && lists++ === 0) await held.promise;
      return answer;
    });
    scene.server.breakStreams();
    await scene.settle();
    expect(lists).toBe(1);
    const acting = act();
    await scene.settle();
    held.resolve();
    await scene.settle();
    await acting;
    watched.mockRestore();
  };
  await reading(recorder.toggle);
  expect(known.facts.value?.recording).toBe(false);
  await reading(recorder.toggle);
  expect(known.facts.value?.recording).toBe(true);
  await reading(recorder.clear);
  expect(scene.rows()).toEqual([]);
});

test("without Preserve log a page begins with its own request", async () => {
  scene.tab.list.preserve.value = false;
  await scene.change({ a: 1 }, "/before");
  scene.server.sessions.look(cookie, { method: "GET", path: "/products" });
  scene.browser.navigate("http://localhost:3000/products");
  await scene.settle();
  await scene.change({ a: 2 }, "/api");
  expect(scene.rows()).toEqual(["GET /products read", "POST /api +0 ~1 −0"]);
  scene.tab.list.preserve.value = true;
  expect(scene.rows()).toHaveLength(4);
});

test("only changes leaves out what was only read", async () => {
  scene.server.sessions.look(cookie, { method: "GET", path: "/products" });
  await scene.settle();
  scene.tab.list.onlyChanges.value = true;
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0"]);
});

test("a link from a key leads to the request that changed it, past the filter", async () => {
  await scene.change({ a: 1 }, "/a", { request: "r77" });
  await scene.change({ b: 1 }, "/b");
  scene.tab.list.typed.value = "path:/b";
  const cause = { by: "request", method: "POST", path: "/a", at: Date.now(), request: "r77" } as const;
  scene.tab.show({ cause, key: "a" });
  await scene.settle();
  expect(scene.tab.list.table.current.value?.path).toBe("/a");
  expect(scene.tab.list.typed.value).toBe("");
  scene.tab.show({ cause: { ...cause, request: "unknown" }, key: "a" });
  await scene.settle();
  expect(scene.strip()).toBe("The timeline does not have that request any more.");
});

test("requests of a process that has ended stay, and say that they cannot be asked about", async () => {
  await scene.change({ a: 1 }, "/a");
  const next = await scene.restart();
  next.sessions.change(cookie, { visits: 2 }, { method: "GET", path: "/restarted" });
  await scene.settle();
  scene.tab.list.onlyOwn.value = false;
  expect(scene.rows()).toEqual(["GET /early +0 ~1 −0", "POST /a +1 ~0 −0", "GET /restarted +0 ~1 −0"]);
  const old = await scene.choose("/a");
  expect(scene.tab.jump.possible(old)).toBe(false);
  expect(scene.tab.jump.hint(old)).toBe("The server has restarted since. It knows this request no more.");
});
