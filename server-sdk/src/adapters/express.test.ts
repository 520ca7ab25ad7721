import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import compression from "compression";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
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
import { expressSessions } from "./express.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "Express",
    openStore: async () => (await openStore(store)) as Store,
    start: (sessions, { handle, handleError }) => {
      const app = express();
      app.disable("x-powered-by");
      app.use(expressSessions(sessions));
      app.use((request, response, next) => {
        const { method, path, session } = request;
        // As every async handler on Express 4: it does not wait for one.
        const answering = (async () => {
          const answer = await handle({ method, path, session, node: { request, response } });
          if (answer) send(response, answer);
        })();
        answering.catch(next);
      });
      const onError: ErrorRequestHandler = (error, _request, response, next) => {
        if (response.headersSent) next(error);
        else send(response, handleError(error));
      };
      app.use(onError);
      return listen(createServer(app));
    },
  };
}

function send(response: Response, { status = 200, headers = {}, body = "" }: Answer): void {
  response.set(headers);
  const location = headers.Location;
  if (typeof location === "string") response.redirect(status, location);
  else if (body === null) response.status(status).end();
  else if (typeof body === "string") response.status(status).send(body);
  else Readable.from(body).pipe(response.status(status));
}

describe.each(["memory:", "sqlite::memory:"])("Express on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

/** An app whose first request writes to its session; `around` is used before, `inside` after the sessions. */
async function start({
  store = new WatchedStore(new MemoryStore(), false),
  before = [],
  after = [],
  endpoint,
}: {
  store?: WatchedStore;
  before?: RequestHandler[];
  after?: RequestHandler[];
  endpoint?: DebugEndpoint;
} = {}) {
  const app = express();
  const sessions = new SessionManager(parseSettings({ store }), store, endpoint);
  for (const middleware of before) app.use(middleware);
  app.use(expressSessions(sessions));
  for (const middleware of after) app.use(middleware);
  app.get("/", (request, response) => {
    request.session.set("name", "Ada");
    response.type("text").send("x".repeat(5000));
  });
  const server = await listen(createServer(app));
  onTestFinished(() => server.close());
  return { app, server, store, visitor: new Visitor(server.origin) };
}

describe("expressSessions", () => {
  test("a failed save meets Express's own error page, without what the dropped answer had set", async () => {
    const { visitor, store } = await start();
    store.failure = new Error("down");
    const reply = await visitor.get("/");
    expect([reply.status, reply.setCookies]).toEqual([503, []]);
    expect(reply.headers["content-type"]).toMatch(/^text\/html/);
    expect(reply.body).toContain("StoreError");
    expect(Number(reply.headers["content-length"])).toBe(Buffer.byteLength(reply.body));
  });

  test("a redirect of the framework is sent after the save, and dropped when that fails", async () => {
    const { app, visitor, store } = await start();
    app.get("/go", (request, response) => {
      request.session.set("name", "Ada");
      response.redirect("/");
    });
    expect(await visitor.get("/go")).toMatchObject({ status: 302, headers: { location: "/" } });
    store.failure = new Error("down");
    const failed = await visitor.get("/go");
    expect([failed.status, failed.headers.location]).toEqual([503, undefined]);
  });

  test.each(["before", "after"] as const)(
    "compression %s it: whole answers, and errors when a save fails",
    async (where) => {
      const { visitor, store } = await start({ [where]: [compression() as RequestHandler] });
      const headers = { "Accept-Encoding": "gzip" };
      const reply = await visitor.get("/", { headers });
      expect([reply.status, reply.headers["content-encoding"]]).toEqual([200, "gzip"]);
      expect(reply.headers.vary?.split(", ").sort()).toEqual(["Accept-Encoding", "Cookie"]);
      expect(reply.setCookies).toHaveLength(1);
      store.failure = new Error("down");
      const failed = await new Visitor(visitor.origin).get("/", { headers });
      expect([failed.status, failed.setCookies]).toEqual([503, []]);
    },
  );

  test("files are sent whole, with ranges, and as 304", async () => {
    const { app, visitor } = await start();
    const file = fileURLToPath(import.meta.url);
    app.get("/file", (request, response) => {
      request.session.set("name", "Ada");
      response.sendFile(file);
    });
    const whole = await visitor.get("/file");
    expect(whole.body).toBe(readFileSync(file, "utf8"));
    const part = await visitor.get("/file", { headers: { Range: "bytes=0-5" } });
    expect([part.status, part.body]).toEqual([206, "import"]);
    const same = await visitor.get("/file", { headers: { "If-None-Match": whole.headers.etag } });
    expect([same.status, same.body, same.setCookies.length]).toEqual([304, "", 1]);
  });

  test("a debug call is understood also when a body parser has read it", async () => {
    const heard: string[] = [];
    const endpoint: DebugEndpoint = {
      path: "/__sessionscope__",
      header: "Sessionscope",
      ownsBelow: () => false,
      announce: () => "v=1",
      withoutSession() {},
      handle: async (call) => {
        let body = "";
        for await (const chunk of call.body) body += Buffer.from(chunk).toString();
        heard.push(body);
        return { status: 200, headers: {}, body: "" };
      },
    };
    const parsers = { json: express.json(), text: express.text({ type: "*/*" }), raw: express.raw({ type: "*/*" }) };
    const asking = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"command":"hello"}' };
    for (const parser of Object.values(parsers)) {
      const { visitor } = await start({ before: [parser], endpoint });
      await visitor.get("/__sessionscope__", asking);
    }
    expect(heard).toEqual([asking.body, asking.body, asking.body]);
  });

  test("believes X-Forwarded-Proto only where the app's trust proxy says so", async () => {
    const secure: boolean[] = [];
    const { app, visitor } = await start({
      after: [
        (request, _response, next) => {
          secure.push((openSessionOf(request.session).source as RequestSource).exchange.secure);
          next();
        },
      ],
    });
    const headers = { "X-Forwarded-Proto": "https" };
    await visitor.get("/", { headers });
    app.set("trust proxy", true);
    await visitor.get("/", { headers });
    await visitor.get("/");
    expect(secure).toEqual([false, true, false]);
  });

  test("mounted twice it says so", async () => {
    const store = new MemoryStore();
    const again = expressSessions(new SessionManager(parseSettings({ store }), store, undefined));
    const { visitor } = await start({ after: [again] });
    const reply = await visitor.get("/");
    expect([reply.status, reply.body.includes("in use twice")]).toEqual([500, true]);
  });

  test("an answer after an answer is refused as Express does, and the first one is delivered", async () => {
    const { app, visitor } = await start();
    const late: unknown[] = [];
    app.get("/twice", (request, response) => {
      request.session.set("name", "Ada");
      response.redirect("/");
      try {
        response.json({});
      } catch (error) {
        late.push((error as { code?: string }).code);
      }
    });
    expect(await visitor.get("/twice")).toMatchObject({ status: 302, headers: { location: "/" } });
    expect(late).toEqual(["ERR_HTTP_HEADERS_SENT"]);
  });
});
