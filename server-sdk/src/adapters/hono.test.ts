import type { Server as HttpServer } from "node:http";
import { Readable } from "node:stream";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DebugCall, DebugEndpoint } from "../core/exchange.ts";
import { SessionManager } from "../core/request/session-manager.ts";
import { parseSettings } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { MemoryStore } from "../stores/memory.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listening } from "../testing/adapter-suite.ts";
import { lightContent } from "./fetch/light-response.ts";
import { honoSessions, type SessionEnv } from "./hono.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "Hono",
    lacks: { "node-response": "handlers give a Response back" },
    openStore: async () => (await openStore(store)) as Store,
    start: async (sessions, { handle, handleError }) => {
      const app = new Hono<SessionEnv<object>>();
      app.use(honoSessions(sessions));
      app.all("*", async (c) => {
        const { method, path } = c.req;
        return responseOf(c, (await handle({ method, path, session: c.get("session") }))!);
      });
      app.onError((error, c) => responseOf(c, handleError(error)));
      const server = await new Promise<HttpServer>((started) => {
        const made = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => started(made as HttpServer));
      });
      return listening(server);
    },
  };
}

function responseOf(c: Context, { status = 200, headers = {}, body = "" }: Answer): Response {
  const location = headers.Location;
  if (typeof location === "string") return c.redirect(location, status as 302);
  for (const [name, value] of Object.entries(headers)) {
    for (const line of [value].flat()) c.header(name, line, { append: true });
  }
  if (body === null) return c.body(null, status as 200);
  return typeof body === "string" ? c.body(body, status as 200) : c.body(bytes(body), status as 200);
}

function bytes(parts: AsyncIterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const pieces = Readable.from(parts).map((part: string) => encoder.encode(part));
  return Readable.toWeb(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

describe.each(["memory:", "sqlite::memory:"])("Hono on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("honoSessions", () => {
  function start(endpoint?: DebugEndpoint) {
    const store = new WatchedStore(new MemoryStore(), false);
    const app = new Hono<SessionEnv<object>>();
    app.use(honoSessions(new SessionManager<object>(parseSettings({ store }), store, endpoint)));
    app.use(async (c, next) => {
      c.var.session.set("name", "Ada");
      await next();
    });
    return { app, store };
  }
  const cookiesOf = (response: Response) => response.headers.getSetCookie();

  test("responses whose headers cannot be changed get the cookie too", async () => {
    const { app } = start();
    app.get("/", () => Response.redirect("http://localhost/elsewhere", 303));
    const response = await app.request("/");
    expect([response.status, response.headers.get("location")]).toEqual([303, "http://localhost/elsewhere"]);
    expect(cookiesOf(response)).toHaveLength(1);
  });

  test.each([
    ["a text", "same for all", "same for all"],
    ["bytes", new TextEncoder().encode("same for all"), "same for all"],
    ["no content", null, ""],
  ])(
    "%s that an app on Node answers again and again is copied as it is, each time with one cookie",
    async (_, body, text) => {
      const { app } = start();
      const server = await new Promise<HttpServer>((started) => {
        const made = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => started(made as HttpServer));
      });
      const { origin, close } = listening(server);
      onTestFinished(close);
      const always = new Response(body, { status: 203, headers: { ETag: "v1" } });
      app.get("/", () => always);
      const answers = [await fetch(origin), await fetch(origin)];
      expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([text, text]);
      expect(answers.map(({ status, headers }) => [status, headers.get("etag"), headers.get("vary")])).toEqual(
        [0, 1].map(() => [203, "v1", "Cookie"]),
      );
      expect(answers.map((answer) => cookiesOf(answer).length)).toEqual([1, 1]);
      expect([lightContent(always), cookiesOf(always)]).toEqual([{ status: 203, body }, []]);
    },
  );

  test("the app's cookies stay, once each", async () => {
    const { app } = start();
    app.get("/", (c) => {
      c.header("Set-Cookie", "a=1");
      c.header("Set-Cookie", "b=2", { append: true });
      return c.text("page");
    });
    expect(cookiesOf(await app.request("/")).map((line) => line.split("=")[0])).toEqual(["a", "b", "sessionid"]);
  });

  test("without an error handler a failed save is answered with its status", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const { app, store } = start();
    app.get("/", (c) => c.redirect("/elsewhere"));
    store.failure = new Error("down");
    const response = await app.request("/");
    expect([response.status, await response.text(), response.headers.get("location")]).toEqual([
      503,
      "Error 503\n",
      null,
    ]);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["makes a Response", () => new Response("sorry", { status: 500 }), 500],
    ["uses the context", (c: Context) => c.text("sorry"), 503],
  ])(
    "an error handler that %s sends nothing of the dropped answer, and announces the debug endpoint",
    async (_, answer, status) => {
      const endpoint = {
        path: "/debug",
        header: "Sessionscope",
        ownsBelow: () => false,
        announce: () => "v=1",
        withoutSession() {},
        handle: () => Promise.reject(),
      };
      const { app, store } = start(endpoint);
      app.get("/", (c) => {
        c.status(201);
        c.header("ETag", "v1");
        c.header("Set-Cookie", "a=1");
        return c.redirect("/elsewhere");
      });
      app.onError((_error, c) => answer(c));
      store.failure = new Error("down");
      const response = await app.request("/");
      expect([response.status, await response.text()]).toEqual([status, "sorry"]);
      expect([response.headers.get("location"), response.headers.get("etag"), cookiesOf(response)]).toEqual([
        null,
        null,
        [],
      ]);
      expect(response.headers.get("sessionscope")).toBe("v=1");
    },
  );

  test("a debug call that comes by no Node server has no address, so that it needs the token", async () => {
    const calls: DebugCall[] = [];
    const { app } = start({
      path: "/debug",
      header: "Sessionscope",
      ownsBelow: () => false,
      announce: () => "v=1",
      withoutSession() {},
      handle: async (call) => {
        calls.push(call);
        return { status: 200, headers: {}, body: "answer" };
      },
    });
    const response = await app.request("/debug?x", { method: "POST", body: "{}", headers: { Origin: "null" } });
    expect(await response.text()).toBe("answer");
    expect(calls[0]).toMatchObject({ method: "POST", target: "/debug?x", remoteAddress: undefined });
    expect(calls[0]?.rawHeaders).toEqual(expect.arrayContaining(["origin", "null"]));
  });

  test("mounted twice it says so", async () => {
    const { app } = start();
    const store = new MemoryStore();
    app.use(honoSessions(new SessionManager<object>(parseSettings({ store }), store, undefined)));
    app.onError((error, c) => c.text(error.message, 500));
    expect(await (await app.request("/")).text()).toContain("in use twice");
  });
});
