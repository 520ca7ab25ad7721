/** To which server the panel sends which token, and when it asks the user for one. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../platform/fake.ts";
import { FakeServer } from "../../playground/fake-server.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel, type Panel } from "../state.ts";
import type { Connection } from "./connection.ts";

const origin = "http://localhost:3000";
const url = `${origin}/cart`;

let end: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

/** The server of a project. It asks for its own token; `chosen`: for one that its app chose. */
function project(name: string, chosen?: string): FakeServer {
  const server = new FakeServer({ sdk: name });
  server.token = chosen ?? `token-of-${name}`;
  server.project = chosen === undefined ? name : null;
  return server;
}

interface Scene {
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  /** The servers that listen now, by origin. */
  readonly net: Map<string, FakeServer>;
  /** Each call so far with its token, "-" for none: "http://localhost:3000 hello -". */
  readonly sent: string[];
}

async function open(net: Map<string, FakeServer>, prepare: (browser: FakeBrowser) => void = () => {}): Promise<Scene> {
  const sent: string[] = [];
  const browser = fakeBrowser({
    messages: messages as Messages,
    url,
    async fetch(to, init) {
      const { origin: asked } = new URL(to);
      const authorization = new Headers(init.headers).get("Authorization");
      sent.push(`${asked} ${JSON.parse(String(init.body)).command} ${authorization?.replace("Bearer ", "") ?? "-"}`);
      const server = net.get(asked);
      if (server === undefined) throw new TypeError("Failed to fetch");
      return server.fetch(to, init);
    },
  });
  browser.putCookie({ name: "sessionid", value: "key" });
  prepare(browser);
  const panel = await createPanel(browser.platform, end.signal);
  await settle();
  return { browser, panel, net, sent };
}

const settle = () => vi.advanceTimersByTimeAsync(400);
function state<S extends Connection["state"]>(panel: Panel, wanted: S): Extract<Connection, { state: S }> {
  const { value } = panel.connection;
  expect(value.state).toBe(wanted);
  return value as Extract<Connection, { state: S }>;
}
/** The process at the origin ends, and another starts in its place. */
async function restart({ net, browser }: Scene, server: FakeServer, at = origin): Promise<void> {
  net.get(at)?.goAway();
  await vi.advanceTimersByTimeAsync(10);
  server.comeBack();
  net.set(at, server);
  browser.platform.page.reload();
  await settle();
}
const tokensIn = ({ sent }: Scene) => new Set(sent.map((line) => line.split(" ")[2]));

test("asks for the token once, then sends it with every call, also after a restart", async () => {
  const one = project("one");
  const scene = await open(new Map([[origin, one]]));
  const { panel, sent } = scene;
  expect(state(panel, "token-required").server).toBe("one");
  expect(sent).toEqual([`${origin} hello -`]);
  await panel.keepToken("token-of-one");
  expect(state(panel, "live").server).toBe("one");
  one.sessions.open("key", { visits: 1 });
  await panel.visit.value.call("session.read", {});
  await restart(scene, one);
  state(panel, "live");
  // The first hello after the restart carries no token.
  expect(new Set(sent)).toEqual(
    new Set([
      `${origin} hello -`,
      `${origin} hello token-of-one`,
      `${origin} events.stream token-of-one`,
      `${origin} session.read token-of-one`,
    ]),
  );
});

test("keeps the token for the next time the panel opens", async () => {
  const net = new Map([[origin, project("one")]]);
  const { panel, browser } = await open(net);
  await panel.keepToken("token-of-one");
  const stored = browser.stored.get("sites");
  const again = await open(net, (other) => other.stored.set("sites", stored));
  state(again.panel, "live");
});

test("projects that take turns at one origin each get their own token and no other", async () => {
  const [one, two] = [project("one"), project("two")];
  const scene = await open(new Map([[origin, one]]));
  const { panel, sent } = scene;
  await panel.keepToken("token-of-one");
  await settle();
  sent.length = 0;
  await restart(scene, two);
  expect(state(panel, "token-required").server).toBe("two");
  expect(panel.hello.value).toBeNull();
  expect(tokensIn(scene)).toEqual(new Set(["-"]));
  await panel.keepToken("token-of-two");
  expect(state(panel, "live").server).toBe("two");
  await settle();
  sent.length = 0;
  await restart(scene, one);
  expect(state(panel, "live").server).toBe("one");
  expect([panel.hello.value?.sdk, tokensIn(scene)]).toEqual(["one", new Set(["-", "token-of-one"])]);
  await restart(scene, two);
  expect(panel.hello.value?.sdk).toBe("two");
});

test("notices another project at the same address when it refuses the first call", async () => {
  const [one, two] = [project("one"), project("two")];
  const scene = await open(new Map([[origin, one]]));
  const { panel, net } = scene;
  await panel.keepToken("token-of-one");
  net.set(origin, two);
  await expect(panel.visit.value.call("session.read", {})).rejects.toMatchObject({ code: "token-refused" });
  await settle();
  expect(state(panel, "token-required").server).toBe("two");
  await restart(scene, one);
  // Another project refused this token, so the panel still keeps it.
  state(panel, "live");
});

test("sends no token to another origin that repeats the id of the project", async () => {
  const scene = await open(new Map([[origin, project("one")]]));
  const { panel, browser, net, sent } = scene;
  await panel.keepToken("token-of-one");
  await settle();
  net.set("http://localhost:4000", project("one"));
  net.set("https://evil.example", project("one"));
  for (const to of ["http://localhost:4000", "https://evil.example"]) {
    sent.length = 0;
    browser.navigate(`${to}/`);
    await settle();
    expect(state(panel, "token-required").endpoint.origin).toBe(to);
    expect(tokensIn(scene)).toEqual(new Set(["-"]));
  }
});

test("a token that an app chose belongs to its origin, and is not sent to a project with its own token", async () => {
  const chosen = project("any", "chosen-by-the-app");
  const scene = await open(new Map([[origin, chosen]]));
  const { panel, sent } = scene;
  expect(state(panel, "token-required").server).toBeNull();
  await panel.keepToken("chosen-by-the-app");
  expect(state(panel, "live").server).toBeNull();
  await restart(scene, chosen);
  state(panel, "live");
  sent.length = 0;
  await restart(scene, project("one"));
  state(panel, "token-required");
  expect(tokensIn(scene)).toEqual(new Set(["-"]));
});

test("does not send a refused token again", async () => {
  const one = project("one");
  const scene = await open(new Map([[origin, one]]));
  const { panel, browser, sent } = scene;
  await panel.keepToken("wrong");
  expect(state(panel, "token-refused")).toMatchObject({ server: "one", triesLeft: null });
  sent.length = 0;
  await restart(scene, one);
  await panel.wake();
  // The refusal stays while the same project asks.
  state(panel, "token-refused");
  expect(tokensIn(scene)).toEqual(new Set(["-"]));
  const stored = browser.stored.get("sites");
  const again = await open(scene.net, (other) => other.stored.set("sites", stored));
  state(again.panel, "token-required");
  expect(tokensIn(again)).toEqual(new Set(["-"]));
});

test("asks for the new token when a call shows that the token was replaced", async () => {
  const one = project("one");
  const scene = await open(new Map([[origin, one]]));
  const { panel } = scene;
  await panel.keepToken("token-of-one");
  Object.assign(one, { token: "replaced", project: "one-again" });
  await expect(panel.visit.value.call("session.read", {})).rejects.toMatchObject({ code: "token-refused" });
  await settle();
  expect(state(panel, "token-required").server).toBe("one-again");
  await panel.keepToken("replaced");
  state(panel, "live");
});

test("forgets a kept token when the server refuses it", async () => {
  const one = project("one");
  const sites = { [origin]: { path: "", tokens: [{ server: "one", token: "old" }] } };
  const { panel, browser } = await open(new Map([[origin, one]]), (before) => before.stored.set("sites", sites));
  state(panel, "token-refused");
  expect(browser.stored.get("sites")).toEqual({ [origin]: { path: "", tokens: [] } });
});

test("keeps a token that a locked server did not check, and sends it when the user tries again", async () => {
  const one = project("any", "right");
  one.lockedOut = true;
  const { panel } = await open(new Map([[origin, one]]));
  await panel.keepToken("right");
  expect(state(panel, "token-refused").triesLeft).toBe(0);
  one.lockedOut = false;
  panel.lookAgain();
  await settle();
  state(panel, "live");
});

test("finds a token that was entered elsewhere when the user returns to the panel", async () => {
  const { panel, browser } = await open(new Map([[origin, project("one")]]));
  state(panel, "token-required");
  browser.stored.set("sites", { [origin]: { path: "", tokens: [{ server: "one", token: "token-of-one" }] } });
  await panel.wake();
  state(panel, "live");
});

test("a connection keeps the token it was opened with, even when the storage no longer holds it", async () => {
  const one = project("one");
  const { panel, browser, sent } = await open(new Map([[origin, one]]));
  await panel.keepToken("token-of-one");
  browser.stored.set("sites", {});
  await panel.wake();
  await settle();
  sent.length = 0;
  await panel.visit.value.call("session.read", {});
  expect(sent).toEqual([`${origin} session.read token-of-one`]);
});

test("sends no token to a server that asks for none, even if one is kept", async () => {
  const free = new FakeServer();
  const sites = { [origin]: { path: "", tokens: [{ server: null, token: "kept" }] } };
  const scene = await open(new Map([[origin, free]]), (browser) => browser.stored.set("sites", sites));
  state(scene.panel, "live");
  expect(tokensIn(scene)).toEqual(new Set(["-"]));
});
