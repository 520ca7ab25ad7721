import { createServer } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import Koa, { type Context, type Middleware } from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DebugEndpoint } from "../core/exchange.ts";
import type { RequestSource } from "../core/request/request-source.ts";
import { SessionManager } from "../core/request/session-manager.ts";
import { openSessionOf } from "../core/session/property-access.ts";
import { parseSettings } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { MemoryStore } from "../stores/memory.ts";
import { Visitor } from "../testing/adapter-suite/visitor.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listen } from "../testing/adapter-suite.ts";
import { koaSessions, type SessionContext } from "./koa.ts";

/** The app's error handling: a middleware before the sessions, or what Koa itself does with an error. */
function factory(store: string): AdapterFactory {
  return {
    name: "Koa",
    openStore: async () => (await openStore(store)) as Store,
    start: (sessions, { handle, handleError }) => {
      const app = new Koa();
      app.silent = true;
      app.use(async (context, next) => {
        try {
          await next();
        } catch (error) {
          send(context, handleError(error));
        }
      });
      app.use(koaSessions(sessions));
      app.use(async (context) => {
        const { method, path, session, req: request, res: response } = context;
        // Koa begins with 404, handlers of the suite with Node's 200.
        context.res.statusCode = 200;
        const answer = await handle({ method, path, session, node: { request, response } });
        if (answer) send(context, answer);
        else context.respond = false;
      });
      return listen(createServer(app.callback()));
    },
  };
}

function send(context: Context, { status = 200, headers = {}, body = "" }: Answer): void {
  context.set(headers as Record<string, string | string[]>);
  const location = headers.Location;
  if (typeof location === "string") context.redirect(location);
  else context.body = body === null || typeof body === "string" ? body : Readable.from(body);
  context.status = status;
}

describe.each(["memory:", "sqlite::memory:"])("Koa on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("koaSessions", () => {
  async function start(
    handle: Middleware<object, SessionContext>,
    { before = [] as Middleware[], endpoint = undefined as DebugEndpoint | undefined, proxy = false } = {},
  ) {
    const store = new WatchedStore(new MemoryStore(), false);
    const app = new Koa();
    app.proxy = proxy;
    const errors: unknown[] = [];
    app.on("error", (error) => errors.push(error));
    for (const middleware of before) app.use(middleware);
    app.use(koaSessions(new SessionManager<object>(parseSettings({ store }), store, endpoint)));
    app.use(handle);
    const server = await listen(createServer(app.callback()));
    onTestFinished(() => server.close());
    return { store, errors, visitor: new Visitor(server.origin) };
  }

  const redirecting: Middleware<object, SessionContext> = (context) => {
    context.session.set("name", "Ada");
    context.set("Set-Cookie", "a=1");
    context.redirect("/elsewhere");
  };

  test("a failed save meets Koa's own error answer, which still announces the debug endpoint", async () => {
    const endpoint = {
      path: "/debug",
      header: "Sessionscope",
      announce: () => "v=1",
      withoutSession() {},
      ownsBelow: () => false,
      handle: () => Promise.reject(),
    };
    const { visitor, store, errors } = await start(redirecting, { endpoint });
    store.failure = new Error("down");
    const reply = await visitor.get("/");
    expect([reply.status, reply.body, reply.setCookies]).toEqual([503, "Service Unavailable", []]);
    expect([reply.headers.location, reply.headers.sessionscope]).toEqual([undefined, "v=1"]);
    expect(errors.map(String)).toEqual([expect.stringMatching(/^StoreError: /)]);
  });

  test.each([
    ["only a status", (context: Context) => void Object.assign(context, { status: 503 }), "Service Unavailable"],
    ["nothing", () => {}, "Service Unavailable"],
    ["a body", (context: Context) => void Object.assign(context, { body: { sorry: true } }), '{"sorry":true}'],
  ])(
    "a middleware that catches a failed save and sets %s does not send the dropped answer",
    async (_, answer, body) => {
      const catching: Middleware = async (context, next) => {
        await next().catch(() => answer(context));
      };
      const dropped: Middleware<object, SessionContext> = (context) => {
        context.session.set("name", "Ada");
        context.body = { dropped: true };
      };
      const { visitor, store } = await start(dropped, { before: [catching] });
      store.failure = new Error("down");
      expect(await visitor.get("/")).toMatchObject({ status: 503, body });
    },
  );

  test("an error of the app with a status below 500 saves, above it does not; a save that fails then is told too", async () => {
    const { visitor, store, errors } = await start((context) => {
      context.session.set("name", "Ada");
      context.throw(Number(context.path.slice(1)), "as asked");
    });
    expect(await visitor.get("/500")).toMatchObject({ status: 500, setCookies: [] });
    expect((await visitor.get("/404")).setCookies).toHaveLength(1);
    store.failure = new Error("down");
    expect(await visitor.get("/409")).toMatchObject({ status: 503, body: "Service Unavailable" });
    expect(errors.at(-1)).toMatchObject({ name: "StoreError" });
  });

  test("believes X-Forwarded-Proto only where the option proxy says so", async () => {
    for (const proxy of [false, true]) {
      const { visitor } = await start(
        (context) => {
          const { exchange } = openSessionOf(context.session).source as RequestSource;
          context.body = `${exchange.secure}`;
        },
        { proxy },
      );
      expect((await visitor.get("/", { headers: { "X-Forwarded-Proto": "https" } })).body).toBe(String(proxy));
    }
  });

  test("a debug call is understood also when a body parser has read it", async () => {
    const heard: string[] = [];
    const endpoint: DebugEndpoint = {
      path: "/debug",
      header: "Sessionscope",
      ownsBelow: () => false,
      announce: () => "v=1",
      withoutSession() {},
      handle: async (call) => {
        for await (const chunk of call.body) heard.push(Buffer.from(chunk).toString());
        return { status: 200, headers: {}, body: "" };
      },
    };
    const parser: Middleware = async (context, next) => {
      Object.assign(context.request, { body: JSON.parse(await text(context.req)) });
      await next();
    };
    const { visitor } = await start(() => {}, { before: [parser], endpoint });
    await visitor.get("/debug", { method: "POST", body: '{"command":"hello"}' });
    expect(heard).toEqual(['{"command":"hello"}']);
  });

  test("mounted twice it says so", async () => {
    const store = new MemoryStore();
    const again = koaSessions(new SessionManager<object>(parseSettings({ store }), store, undefined));
    const { visitor, errors } = await start(again as Middleware<object, SessionContext>);
    expect((await visitor.get("/")).status).toBe(500);
    expect(String(errors[0])).toContain("in use twice");
  });
});
