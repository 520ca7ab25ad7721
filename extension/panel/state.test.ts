import { protocolVersion } from "sessionscope/protocol";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeBrowser, fakeBrowser, type Messages } from "../platform/fake.ts";
import { FakeServer } from "../playground/fake-server.ts";
import messages from "../public/_locales/en/messages.json" with { type: "json" };
import { CallFailed } from "./server/client.ts";
import type { Connection } from "./server/connection.ts";
import { createPanel, type Panel } from "./state.ts";

const url = "http://localhost:3000/cart";
const origin = "http://localhost:3000";
const announcement = ["Sessionscope", "v=1; path=/__sessionscope__; request=r1"] as const;

let end: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

interface Scene {
  readonly server: FakeServer;
  readonly browser: FakeBrowser;
  readonly panel: Panel;
}

/** A panel beside a page, after its start has settled. */
async function open(
  arrange: (server: FakeServer, browser: FakeBrowser) => void = () => {},
  at: string = url,
): Promise<Scene> {
  const server = new FakeServer();
  const browser = fakeBrowser({ messages: messages as Messages, url: at, fetch: server.fetch });
  server.sessions.open("key", { visits: 1 });
  if (URL.canParse(at) && at.startsWith("http")) browser.putCookie({ name: "sessionid", value: "key", httpOnly: true });
  arrange(server, browser);
  const panel = await createPanel(browser.platform, end.signal);
  await settle();
  return { server, browser, panel };
}
const settle = () => vi.advanceTimersByTimeAsync(400);
const state = <S extends Connection["state"]>(panel: Panel, wanted: S): Extract<Connection, { state: S }> => {
  const { value } = panel.connection;
  expect(value.state).toBe(wanted);
  return value as Extract<Connection, { state: S }>;
};

test("finds the endpoint under the default path, says hello and knows the session cookie", async () => {
  const { panel, server } = await open();
  expect(state(panel, "live").endpoint).toEqual({ origin, path: "/__sessionscope__" });
  expect(panel.hello.value?.cookie.name).toBe("sessionid");
  expect(panel.sessionCookie.value?.value).toBe("key");
  expect(server.asked).toEqual(["hello", "events.stream"]);
  await expect(panel.visit.value.call("session.read", {})).resolves.toMatchObject({ state: "live" });
});

test("prefers the path that a response announces to the default, even if the response comes later", async () => {
  const { panel, server, browser } = await open((server) => {
    server.path = "/internal/debug";
  });
  expect(state(panel, "no-endpoint")).toMatchObject({ status: 404, announced: false });
  browser.respond({ url, headers: [["sessionscope", "v=1; path=/internal/debug"]] });
  await settle();
  expect(state(panel, "live").endpoint.path).toBe("/internal/debug");
  expect(server.asked[0]).toBe("hello");
});

test("uses an announcement that comes while it tries the default path", async () => {
  const { panel, browser } = await open((server) => {
    server.path = "/internal/debug";
    server.delay = 1000;
  });
  state(panel, "looking");
  browser.respond({ url, headers: [["sessionscope", "v=1; path=/internal/debug"]] });
  await vi.advanceTimersByTimeAsync(5000);
  expect(state(panel, "live").endpoint.path).toBe("/internal/debug");
});

describe("servers of other origins that are seen in the page", () => {
  const page = "http://localhost:5000/";
  const api = { origin: "http://localhost:4000", path: "/__sessionscope__" };
  /** The origins of the called servers. */
  let called: Set<string>;
  const start = (arrange: Parameters<typeof open>[0] = () => {}) => {
    called = new Set();
    return open((server, browser) => {
      const { fetch } = server;
      Object.assign(browser.platform, {
        fetch(to: string, init: RequestInit) {
          called.add(new URL(to).origin);
          return fetch(to, init);
        },
      });
      arrange(server, browser);
    }, page);
  };

  test("are not called, and need no permission, whatever they announce", async () => {
    const { panel, browser } = await start((server) => {
      server.mounted = false;
    });
    browser.permit("https://tracker.test", false);
    browser.respond({ url: "https://tracker.test/pixel.png", headers: [announcement] });
    browser.respond({ url: `${api.origin}/data`, headers: [announcement] });
    await settle();
    await panel.wake();
    expect(state(panel, "no-endpoint").endpoint.origin).toBe("http://localhost:5000");
    expect([[...called], browser.asked]).toEqual([["http://localhost:5000"], []]);
    expect(panel.endpoints.value.map(({ origin }) => origin)).toEqual([
      "http://localhost:5000",
      "https://tracker.test",
      api.origin,
    ]);
  });

  test("can be chosen, and the choice is kept for pages of this origin", async () => {
    const { panel, browser } = await start();
    browser.respond({ url: `${api.origin}/data`, headers: [announcement] });
    await panel.choose(api);
    await settle();
    expect(state(panel, "live").endpoint).toEqual(api);
    browser.navigate("http://localhost:3000/");
    await settle();
    expect(state(panel, "live").endpoint.origin).toBe("http://localhost:3000");
    browser.navigate(page);
    await settle();
    expect(state(panel, "live").endpoint).toEqual(api);
    const stored = browser.stored.get("sites");
    const again = await start((_, other) => other.stored.set("sites", stored));
    expect(state(again.panel, "live").endpoint).toEqual(api);
    expect([...called]).toEqual([api.origin]);
    await again.panel.choose({ origin: "http://localhost:5000", path: "/__sessionscope__" });
    await settle();
    expect(state(again.panel, "live").endpoint.origin).toBe("http://localhost:5000");
  });

  test("a cookie's path cannot lead to another host", async () => {
    for (const path of ["@evil.test/", ".evil.test/", "//evil.test/"]) {
      const listed: string[] = [];
      const { panel } = await start((server, { platform }) => {
        Object.assign(server.hello.cookie, { path });
        const { list } = platform.cookies;
        Object.assign(platform.cookies, {
          list(of: string) {
            listed.push(new URL(of).hostname);
            return list(of);
          },
        });
      });
      await panel.choose(api);
      await settle();
      expect(new Set(listed)).toEqual(new Set(["localhost"]));
    }
  });
});

test("shows that a page of the browser itself cannot be inspected", async () => {
  const { panel, browser, server } = await open(() => {}, "chrome://settings/");
  state(panel, "no-page");
  expect(server.asked).toEqual([]);
  browser.navigate(url);
  await settle();
  state(panel, "live");
});

test("does not contact a site before the user allows it", async () => {
  const { panel, server, browser } = await open((_, browser) => browser.permit(origin, false));
  expect(state(panel, "not-allowed").origin).toBe(origin);
  expect([server.asked, panel.allowed.value]).toEqual([[], false]);
  await panel.allow();
  await settle();
  state(panel, "live");
  expect(browser.asked).toEqual([`request ${origin}`]);
  expect(panel.cookies.value.map(({ name }) => name)).toEqual(["sessionid"]);
});

test("notices a permission given elsewhere when the panel is shown again", async () => {
  const { panel, browser } = await open((_, browser) => browser.permit(origin, false));
  browser.permit(origin, true);
  await panel.wake();
  state(panel, "live");
});

test("asks for the token, says how many tries are left, and never retries a wrong token by itself", async () => {
  const { panel, server, browser } = await open((server) => {
    server.token = "right";
  });
  state(panel, "token-required");
  await panel.keepToken("wrong");
  expect(state(panel, "token-refused").triesLeft).toBe(7);
  browser.platform.page.reload();
  browser.respond({ url, headers: [announcement] });
  await panel.wake();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.triesLeft).toBe(7);
  await panel.keepToken("right");
  state(panel, "live");
});

test("shows that the server refuses after too many guesses", async () => {
  const { panel, server } = await open((server) => {
    server.token = "right";
    server.triesLeft = 0;
  });
  await panel.keepToken("wrong");
  expect(state(panel, "token-refused").triesLeft).toBe(0);
  expect(server.triesLeft).toBe(0);
});

test("shows that the server speaks another protocol", async () => {
  const { panel } = await open((server) => server.hello.versions.splice(0, 1, protocolVersion + 1));
  expect(state(panel, "other-version")).toMatchObject({ versions: [protocolVersion + 1], sdk: "0.1.0" });
});

test("if the announced path is not an endpoint, the path that the user sets comes before it", async () => {
  const { panel } = await open((server, browser) => {
    server.path = "/app/__sessionscope__";
    browser.respond({ url, headers: [announcement] });
  });
  expect(state(panel, "no-endpoint")).toMatchObject({ announced: true, refused: false, status: 404 });
  await panel.keepSite(origin, { path: "/app/__sessionscope__" });
  expect(state(panel, "live").endpoint.path).toBe("/app/__sessionscope__");
});

test("shows that the endpoint serves other extensions only", async () => {
  const { panel } = await open((server) => {
    server.refuses = true;
  });
  expect(state(panel, "no-endpoint")).toMatchObject({ announced: false, refused: true, status: 404 });
});

test("notices at once that the server is down, retries at growing intervals, and finds it again", async () => {
  const { panel, server } = await open();
  const began = Date.now();
  server.goAway();
  await vi.advanceTimersByTimeAsync(10);
  const away = state(panel, "away");
  expect(away.nextTryAt).toBe(began + 1000);
  expect(away.answeredAt).toBeLessThanOrEqual(began);
  expect(panel.hello.value).not.toBeNull();

  const waits: number[] = [];
  let last = away.nextTryAt;
  while (waits.length < 6) {
    await vi.advanceTimersByTimeAsync(100);
    const { nextTryAt } = state(panel, "away");
    if (nextTryAt !== last) waits.push(nextTryAt - last);
    last = nextTryAt;
  }
  expect(waits).toEqual([2000, 4000, 8000, 15_000, 15_000, 15_000]);

  const { count } = panel.invalidation.value;
  server.comeBack();
  await vi.advanceTimersByTimeAsync(15_000);
  state(panel, "live");
  expect(panel.invalidation.value.count).toBeGreaterThan(count);
});

test('a response of the page or the user\'s "Try now" ends the wait', async () => {
  const { panel, server, browser } = await open();
  server.goAway();
  await vi.advanceTimersByTimeAsync(20_000);
  server.comeBack();
  browser.respond({ url });
  await vi.advanceTimersByTimeAsync(10);
  state(panel, "live");
  server.goAway();
  await vi.advanceTimersByTimeAsync(20_000);
  server.comeBack();
  panel.lookAgain();
  await vi.advanceTimersByTimeAsync(10);
  state(panel, "live");
});

test.each([502, 503, 504])("takes a proxy that answers %i for a server that is down", async (status) => {
  const { panel } = await open((_, { platform }) => {
    Object.assign(platform, { fetch: async () => new Response("Bad Gateway", { status }) });
  });
  expect(state(panel, "away").answeredAt).toBeNull();
});

test("a failed call rejects, and changes the connection's state", async () => {
  const { panel, server } = await open((server) => {
    server.streaming = false;
  });
  server.away = true;
  await expect(panel.visit.value.call("session.read", {})).rejects.toBeInstanceOf(CallFailed);
  state(panel, "away");
});

test("a command error does not change the connection's state", async () => {
  const { panel } = await open();
  const stale = panel.visit.value.call("session.clear", { revision: 99 });
  await expect(stale).rejects.toMatchObject({ code: "stale-revision", detail: { revision: 1 } });
  state(panel, "live");
});

test("on the error page of a server that is down, the page is the requested one", async () => {
  const { panel, server, browser } = await open();
  panel.undo.push({ done: "Did.", name: "it", undo: async () => "Undid." }, panel.visit.value.over);
  server.goAway();
  browser.navigate("chrome-error://chromewebdata/");
  await settle();
  state(panel, "away");
  expect(panel.page.value.url).toBe(url);
  expect(panel.undo.undoable.value).not.toBeNull();
});

test("server events invalidate the session, and so does a stream that begins again", async () => {
  const { panel, server } = await open();
  const { count } = panel.invalidation.value;
  server.sessions.change("key", { visits: 2 }, { method: "GET", path: "/" });
  await vi.advanceTimersByTimeAsync(1);
  expect(panel.invalidation.value).toMatchObject({
    count: count + 1,
    event: { type: "changed", changes: [{ key: "visits" }] },
  });
  server.breakStreams();
  await vi.advanceTimersByTimeAsync(300);
  expect(panel.invalidation.value).toMatchObject({ count: count + 2, event: null });
  state(panel, "live");
});

test("with a live stream the page's responses do not invalidate it as well", async () => {
  const { panel, browser } = await open();
  const { count } = panel.invalidation.value;
  browser.respond({ url: `${origin}/a`, headers: [announcement] });
  await settle();
  expect(panel.invalidation.value.count).toBe(count);
});

test("asks a server without a live stream for it only once", async () => {
  const { server } = await open((server) => {
    server.streaming = false;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked.filter((name) => name === "events.stream")).toHaveLength(1);
});

test("without a live stream the page's own responses invalidate it", async () => {
  const { panel, browser } = await open((server) => {
    server.streaming = false;
  });
  const { count } = panel.invalidation.value;
  browser.respond({ url: `${origin}/other`, headers: [] });
  await settle();
  expect(panel.invalidation.value.count).toBe(count);
  browser.respond({ url: `${origin}/a`, headers: [announcement] });
  browser.respond({ url: `${origin}/b`, headers: [announcement] });
  await settle();
  expect(panel.invalidation.value.count).toBe(count + 1);
});

test("another session cookie invalidates it", async () => {
  const { panel, browser } = await open();
  const { count } = panel.invalidation.value;
  browser.putCookie({ name: "sessionid", value: "other" });
  await settle();
  expect(panel.sessionCookie.value?.value).toBe("other");
  expect(panel.invalidation.value.count).toBeGreaterThan(count);
});

test("stores the cookies of an answer in the browser with all their attributes", async () => {
  const { panel, browser } = await open();
  const { reading } = await panel.visit.value.call("session.cycleKey", { revision: 1 });
  expect(reading).toMatchObject({ state: "live", session: { revision: 2 } });
  const { value } = panel.sessionCookie;
  expect(value).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", domain: "localhost", hostOnly: true });
  expect(value?.value).not.toBe("key");
  expect(browser.jar()).toHaveLength(1);
  await panel.visit.value.call("session.flush", { revision: 2 });
  expect([panel.sessionCookie.value, browser.jar()]).toEqual([null, []]);
});

test("says so if the browser does not store a cookie", async () => {
  const { panel } = await open((_, { platform }) => {
    Object.assign(platform.cookies, { set: async () => null });
  });
  await panel.visit.value.call("session.cycleKey", { revision: 1 });
  expect(panel.undo.strip.value).toMatchObject({ failed: true });
  expect(panel.undo.strip.value?.sentence).toContain("sessionid");
});

test("keeps nothing of the last site after a navigation to another", async () => {
  const { panel, server, browser } = await open();
  panel.undo.push({ done: "Did.", name: "it", undo: async () => "Undid." }, panel.visit.value.over);
  server.mounted = false;
  browser.navigate("http://other.test/");
  await settle();
  expect(state(panel, "no-endpoint").endpoint.origin).toBe("http://other.test");
  expect([panel.hello.value, panel.sessionCookie.value, panel.undo.undoable.value]).toEqual([null, null, null]);
});

test("a reload of the same site keeps what is known and invalidates it", async () => {
  const { panel, browser } = await open();
  const { hello, invalidation } = panel;
  const [before, count] = [hello.value, invalidation.value.count];
  const seen: unknown[] = [];
  hello.subscribe((value) => seen.push(value));
  browser.platform.page.reload();
  await settle();
  expect(seen).not.toContain(null);
  expect(hello.value?.sdk).toBe(before?.sdk);
  expect(invalidation.value.count).toBeGreaterThan(count);
});

test("reads options changed elsewhere when the panel is shown again", async () => {
  const { panel, browser } = await open();
  browser.stored.set("options", { theme: "dark" });
  await panel.wake();
  expect(panel.options.value.theme).toBe("dark");
});
