import { Readable } from "node:stream";
import fastify, { type FastifyReply, type FastifyServerOptions } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RequestSource } from "../core/request/request-source.ts";
import { SessionManager } from "../core/request/session-manager.ts";
import { openSessionOf } from "../core/session/property-access.ts";
import { parseSettings } from "../core/settings.ts";
import type { Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { MemoryStore } from "../stores/memory.ts";
import { WatchedStore } from "../testing/adapter-suite/watched-store.ts";
import { type AdapterFactory, type Answer, adapterSuite, listening } from "../testing/adapter-suite.ts";
import { fastifySessions } from "./fastify.ts";

function factory(store: string): AdapterFactory {
  return {
    name: "Fastify",
    lacks: { "early-requests": "it listens when its plugins are ready, and the sessions are one" },
    openStore: async () => (await openStore(store)) as Store,
    start: async (sessions, { handle, handleError }) => {
      const app = fastify({ forceCloseConnections: true });
      app.register(fastifySessions(sessions));
      app.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null));
      app.setErrorHandler((error, _request, reply) => send(reply, handleError(error)));
      app.all("*", async (request, reply) => {
        const [path] = request.url.split("?");
        const node = { request: request.raw, response: reply.raw };
        const answer = await handle({ method: request.method, path: path!, session: request.session, node });
        if (answer) send(reply, answer);
        else reply.hijack();
        return reply;
      });
      await app.listen({ port: 0, host: "127.0.0.1" });
      return { ...listening(app.server), close: () => app.close() };
    },
  };
}

function send(reply: FastifyReply, { status = 200, headers = {}, body = "" }: Answer): void {
  reply.headers(headers);
  const location = headers.Location;
  if (typeof location === "string") reply.code(status).redirect(location);
  else if (body === null) reply.code(status).send();
  else reply.code(status).send(typeof body === "string" ? body : Readable.from(body));
}

describe.each(["memory:", "sqlite::memory:"])("Fastify on %s", (store) => {
  for (const { name, skip, run } of adapterSuite(factory(store))) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("fastifySessions", () => {
  async function start(options: FastifyServerOptions = {}) {
    const store = new WatchedStore(new MemoryStore(), false);
    const app = fastify(options);
    onTestFinished(() => app.close());
    await app.register(fastifySessions(new SessionManager(parseSettings({ store }), store, undefined)));
    return { app, store };
  }

  test("a failed save meets Fastify's own error handler, without what the dropped answer had set", async () => {
    const { app, store } = await start();
    app.get("/", (request, reply) => {
      request.session.set("name", "Ada");
      return reply.header("Location", "/elsewhere").header("ETag", "v1").header("Set-Cookie", "a=1").send({ ok: true });
    });
    store.failure = new Error("down");
    const reply = await app.inject("/");
    expect([reply.statusCode, reply.json().code]).toEqual([503, "SESSION_STORE_FAILED"]);
    for (const name of ["location", "etag", "set-cookie"]) expect(reply.headers[name], name).toBeUndefined();
  });

  test("the status that counts is the one that is sent, of a stream that fails before its first byte", async () => {
    const { app, store } = await start();
    app.get("/", (request, reply) => {
      request.session.set("path", request.url);
      return reply.send(
        new Readable({
          read() {
            this.destroy(new Error("no such file"));
          },
        }),
      );
    });
    const reply = await app.inject("/");
    expect([reply.statusCode, reply.headers["set-cookie"]]).toEqual([500, undefined]);
    expect(store.asked).toEqual([]);
  });

  test("the status that counts is the one that is sent, of a Response", async (context) => {
    const { app, store } = await start();
    const [major, minor] = app.version.split(".").map(Number) as [number, number];
    if (major === 4 && minor < 26) context.skip("this Fastify takes a Response for a plain object");
    app.addHook("onRequest", async (request) => request.session.set("path", request.url));
    app.get("/sorry", () => new Response("sorry", { status: 503 }));
    app.get("/fine", () => new Response("fine", { status: 201 }));
    const sorry = await app.inject("/sorry");
    expect([sorry.statusCode, sorry.headers["set-cookie"]]).toEqual([503, undefined]);
    expect(store.asked).toEqual([]);
    const fine = await app.inject("/fine");
    expect([fine.statusCode, fine.body, fine.cookies.length]).toEqual([201, "fine", 1]);
  });

  test("serves every part of the app, the page that is not found too", async () => {
    const { app } = await start();
    app.addHook("preHandler", async (request) => request.session.set("seen", true));
    app.register((part, _options, done) => {
      part.get("/part", () => "part");
      done();
    });
    for (const path of ["/part", "/nowhere"]) expect((await app.inject(path)).cookies, path).toHaveLength(1);
  });

  test("believes X-Forwarded-Proto only where trustProxy says so", async () => {
    for (const trustProxy of [false, true]) {
      const { app } = await start({ trustProxy });
      app.get("/", (request) => String((openSessionOf(request.session).source as RequestSource).exchange.secure));
      const reply = await app.inject({ url: "/", headers: { "x-forwarded-proto": "https" } });
      expect(reply.body).toBe(String(trustProxy));
    }
  });
});
