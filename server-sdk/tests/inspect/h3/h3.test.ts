/** The bridge to h3, on the library itself: the suite, and what is special to it. It runs where H3 is "all". */

import { cp } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { startExample, TestBrowser } from "../../../../examples/test-browser.ts";
import { inspect } from "../../../src/inspect/h3.ts";
import { protocolVersion } from "../../../src/protocol.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { installPackages } from "../installed-packages.ts";
import { config, type Event, listenerOf, load, type PackageName, subject } from "./h3-app.ts";

const wanted = process.env.H3 === "all";
const token = "the-token-of-these-tests";
const versions: readonly PackageName[] = ["h3", "h3-1"];

beforeAll(() => {
  if (wanted) installPackages(import.meta.dirname);
}, 300_000);

describe.skipIf(!wanted)("h3", () => {
  describe.each([
    ["2", subject("h3")],
    ["2, idle and absolute age", subject("h3", { maxAge: 3600, idleTimeout: 600 })],
    ["1", subject("h3-1", { maxAge: 3600 })],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  test("2: a long session comes in chunks, is read and written in them, and leaves none behind when it is short again", async () => {
    await using ada = await guest(subject("h3"));
    await ada.set({ color: "red" });
    const long = "x".repeat(7000);
    await ada.edit("long", JSON.stringify(long), null);
    expect([...ada.cookies.keys()].sort()).toEqual(["shop", "shop.1", "shop.2", "shop.3"]);
    expect(await ada.seen()).toEqual({ color: "red", long });
    await ada.edit("color", '"blue"', '"red"');
    await ada.edit("long", '"short"', JSON.stringify(long));
    expect([...ada.cookies.keys()]).toEqual(["shop"]);
    expect(await ada.seen()).toEqual({ color: "blue", long: "short" });
    await ada.edit("long", JSON.stringify(long), '"short"');
    await ada.call("session.flush", { revision: (await ada.session()).revision });
    expect([...ada.cookies.keys()]).toEqual([]);
  });

  test.each([
    ["h3", 10_000],
    ["h3-1", 3000],
  ] as const)("%s: what is too large is refused before it is sent", async (name, characters) => {
    await using ada = await guest(subject(name));
    await ada.set({ color: "red" });
    const long = JSON.stringify("x".repeat(characters));
    await ada.refused("too-large", "session.update", { set: { long }, delete: [], expect: { long: null } });
    expect(await ada.seen()).toEqual({ color: "red" });
  });

  test.each(versions)("%s: the panel knows since when a session lives, and until when", async (name) => {
    await using ada = await guest(subject(name, { maxAge: 3600 }));
    const before = Date.now();
    await ada.set({ color: "red" });
    const { createdAt, expiresAt } = await ada.session();
    expect(createdAt).toBeGreaterThanOrEqual(before);
    expect(expiresAt).toBe(createdAt! + 3_600_000);
  });

  test("2: looking does not count as a visit: the idle time goes on", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      await using ada = await guest(subject("h3", { idleTimeout: 600 }));
      await ada.set({ color: "red" });
      const { expiresAt } = await ada.session();
      vi.setSystemTime(Date.now() + 500_000);
      expect((await ada.session()).expiresAt).toBe(expiresAt);
      vi.setSystemTime(Date.now() + 101_000);
      expect(await ada.state()).toBe("gone");
    } finally {
      vi.useRealTimers();
    }
  });

  test.each(versions)(
    "%s: looking uses up no id, and a session keeps its own in an edit and after a restart",
    async (name) => {
      let ids = 0;
      const one = subject(name, { generateId: () => `${++ids}` });
      const trial = new Trial(one);
      try {
        const ada = await trial.visitor({ color: "red" });
        const { handle } = await ada.session();
        await ada.edit("color", '"blue"', '"red"');
        expect([(await ada.session()).handle, ids]).toEqual([handle, 1]);
        await trial.start();
        const again = await trial.guest();
        for (const [key, value] of ada.cookies) again.cookies.set(key, value);
        expect((await again.session()).handle).toBe(handle);
      } finally {
        await trial.end();
      }
    },
  );

  test.each(versions)("%s: sessions that are in no cookie are named, and the app goes on", async (name) => {
    await using ada = await guest(subject(name, { cookie: false }));
    expect((await ada.set({ color: "red" })).body).toBe('{"color":"red"}');
    await expect(ada.hello()).rejects.toThrow(/with cookie: false its sessions are in a header/);
  });

  test.each([
    ["h3", "the app is mounted"],
    ["h3-1", "the handler is used below a path"],
  ] as const)("%s: the endpoint is where %s", async (name, _where) => {
    const h3 = await load(name);
    const handlers = [inspect(h3, config, { token, path: "/look" }), page(h3)] as ((event: Event) => unknown)[];
    const app = h3.H3 ? new h3.H3() : h3.createApp();
    if (h3.H3) {
      const admin = new h3.H3();
      for (const handler of handlers) admin.use(handler);
      app.mount("/admin", admin);
    } else {
      for (const handler of handlers) app.use("/admin", handler);
    }
    await using server = await serve(h3.H3 ? h3.toNodeHandler(app) : h3.toNodeListener(app));
    for (const target of ["/admin/page?one=1", "/admin"]) {
      const { headers } = await fetch(server.origin + target);
      expect(headers.get("sessionscope")).toMatch(/; path=\/admin\/look;/);
    }
    const timeline = await server.call("/admin/look", "timeline.list", { limit: 10 });
    expect(timeline.result.entries.map(({ path }: { path: string }) => path)).toEqual(["/admin/page", "/admin"]);
  });

  test.each(versions)("%s: a request that does not come from Node passes", async (name) => {
    const h3 = await load(name);
    const app = h3.H3 ? new h3.H3() : h3.createApp();
    for (const handler of [inspect(h3, config, { token }), page(h3)]) app.use(handler);
    const ask = h3.H3 ? (request: Request) => app.fetch(request) : h3.toWebHandler(app);
    const answer: Response = await ask(new Request("http://localhost/"));
    expect([await answer.text(), answer.headers.get("sessionscope")]).toEqual(["1", null]);
  });

  test("2: a bundled app is in production, unless its environment says something else", async () => {
    const h3 = await load("h3");
    const announces = async (module: object) => {
      await using server = await serve(listenerOf(h3, [inspect(module as never, config), () => "page"]));
      return (await fetch(server.origin)).headers.has("sessionscope");
    };
    vi.stubEnv("NODE_ENV", undefined);
    try {
      expect([await announces(h3), await announces({ ...h3 })]).toEqual([true, false]);
      vi.stubEnv("NODE_ENV", "development");
      expect(await announces({ ...h3 })).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("the example", async () => {
    // There it finds the library that the test has installed.
    const there = join(import.meta.dirname, "node_modules/.example/server.js");
    await cp(new URL("../../../../examples/h3/server.js", import.meta.url), there);
    const example = pathToFileURL(there).href;
    await using app = await startExample(example, { SESSIONSCOPE_TOKEN: token });
    const ada = new TestBrowser(app.origin);
    const first = await ada.get("/");
    expect([first.byId("visits"), first.headers.get("sessionscope")]).toEqual([
      "1",
      "v=1; path=/__sessionscope__; request=1",
    ]);
    const named = await ada.post("/name", { name: "Ada <3" });
    expect([named.byId("name"), named.byId("visits")]).toEqual(["Ada &lt;3", "2"]);
    const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };
    const { result } = await callOf(app.origin)("/__sessionscope__", "session.update", edit, ada.cookies.get("h3")!);
    ada.cookies.set("h3", /=([^;]*)/.exec(result.cookies[0])![1]!);
    expect((await ada.get("/")).byId("visits")).toBe("42");
    expect((await ada.post("/forget")).path).toBe("/about");
    expect((await ada.get("/")).byId("visits")).toBe("1");

    await using production = await startExample(example, { NODE_ENV: "production" });
    expect((await new TestBrowser(production.origin).get("/")).headers.get("sessionscope")).toBeNull();
    expect(await production.stop()).toBe(0);
  });

  test.each(versions)("%s: a session that the app clears has ended", async (name) => {
    await using ada = await guest(subject(name));
    await ada.set({ color: "red" });
    await ada.session();
    await ada.get("/logout");
    const { entries } = await ada.call("timeline.list", { limit: 10 });
    expect(entries.map(({ outcome }) => outcome)).toEqual(["created", "flushed"]);
  });
});

const page = (h3: Record<string, (...given: unknown[]) => unknown>) =>
  h3.defineEventHandler!(async (event: Event) => {
    const session = (await h3.useSession!(event, config)) as { data: { visits?: number }; update(by: object): unknown };
    await session.update({ visits: (session.data.visits ?? 0) + 1 });
    return `${session.data.visits}`;
  });

async function guest(one: BridgeSubject) {
  const trial = new Trial(one);
  return Object.assign(await trial.guest(), { [Symbol.asyncDispose]: () => trial.end() });
}

async function serve(listener: ReturnType<typeof listenerOf>) {
  const { origin, close } = await listen(createServer(listener));
  return {
    origin,
    call: callOf(origin),
    [Symbol.asyncDispose]: close,
  };
}

/** Calls the endpoint as the panel does. */
const callOf =
  (origin: string) =>
  async (path: string, command: string, params: object, cookie: string | null = null) => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const body = JSON.stringify({ protocol: protocolVersion, command, params, cookie });
    return (await fetch(origin + path, { method: "POST", headers, body })).json();
  };
