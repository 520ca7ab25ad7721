/** How other libraries sign out (a property that is emptied, replaced or deleted) fails in every adapter that shows one. */

import { createServer } from "node:http";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SessionManager } from "../../core/request/session-manager.ts";
import { parseSettings } from "../../core/settings.ts";
import { MemoryStore } from "../../stores/memory.ts";
import { Visitor } from "../../testing/adapter-suite/visitor.ts";
import { listen, listening, type Server, type SuiteSessions } from "../../testing/adapter-suite.ts";
import { expressSessions } from "../express.ts";
import { fastifySessions } from "../fastify.ts";
import { honoSessions, type SessionEnv } from "../hono.ts";
import { koaSessions, type SessionContext } from "../koa.ts";

interface Owner {
  session: object;
}
/** What a handler does to what carries the session; the error handler answers with the status and the user it still sees. */
type Act = (owner: Owner) => void;

const starts: Record<string, (sessions: SuiteSessions, act: Act) => Promise<Server>> = {
  Express: (sessions, act) => {
    const app = express();
    app.use(expressSessions(sessions));
    app.use((request, response) => {
      act(request);
      response.send("out");
    });
    app.use(((error, request, response, _next) => {
      response.status(500).send(`${error.message} ${request.session.get("user")}`);
    }) as express.ErrorRequestHandler);
    return listen(createServer(app));
  },
  Fastify: async (sessions, act) => {
    const app = fastify({ forceCloseConnections: true });
    app.register(fastifySessions(sessions));
    app.get("*", async (request) => {
      act(request);
      return "out";
    });
    app.setErrorHandler((error: Error, request, reply) => {
      reply.code(500).send(`${error.message} ${request.session.get("user")}`);
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { ...listening(app.server), close: () => app.close() };
  },
  Koa: (sessions, act) => {
    const app = new Koa<object, SessionContext<object>>();
    app.use(async (context, next) => {
      try {
        await next();
      } catch (error) {
        context.status = 500;
        context.body = `${(error as Error).message} ${context.session.get("user")}`;
      }
    });
    app.use(koaSessions(sessions));
    app.use((context) => {
      act(context);
      context.body = "out";
    });
    return listen(createServer(app.callback()));
  },
};

const shown: [how: string, act: Act][] = [
  ["= null", (owner) => void Reflect.set(owner, "session", null)],
  ["= undefined", (owner) => void Reflect.set(owner, "session", undefined)],
  ["= {}", (owner) => void Reflect.set(owner, "session", {})],
  ["= a text", (owner) => void Reflect.set(owner, "session", "out")],
  ["deleted", (owner) => void Reflect.deleteProperty(owner, "session")],
  [
    "deleted, and another put there",
    (owner) => {
      Reflect.deleteProperty(owner, "session");
      owner.session = {};
    },
  ],
];

async function signedIn(start: (sessions: SuiteSessions) => Promise<Server>) {
  const store = new MemoryStore();
  const sessions = new SessionManager<object>(parseSettings({ store }), store, undefined);
  const server = await start(sessions);
  const visitor = new Visitor(server.origin);
  onTestFinished(async () => {
    visitor.close();
    await server.close();
  });
  return visitor;
}

describe.each(Object.entries(starts))("%s", (_, start) => {
  test.each(shown)(
    "the session %s: an error that names flush(), and the session is there for its handler",
    async (_, act) => {
      let signingIn = true;
      const visitor = await signedIn((sessions) =>
        start(sessions, (owner) => {
          if (signingIn) (owner.session as { user: string }).user = "ada";
          else act(owner);
        }),
      );
      await visitor.get("/");
      const key = visitor.cookies.get("sessionid");
      signingIn = false;
      const reply = await visitor.get("/");
      expect([reply.status, reply.setCookies]).toEqual([500, []]);
      expect(reply.body).toMatch(/The property session was .* await session\.flush\(\).* ada$/);
      expect(visitor.cookies.get("sessionid")).toBe(key);
    },
  );

  test("an assignment throws where it is written", async () => {
    const visitor = await signedIn((sessions) =>
      start(sessions, (owner) => {
        for (const [how, act] of shown.slice(0, 4)) expect(() => act(owner), how).toThrow("session.flush()");
        (owner.session as { user: string }).user = "ada";
      }),
    );
    const { status, body } = await visitor.get("/");
    expect([status, body, visitor.cookies.has("sessionid")]).toEqual([200, "out", true]);
  });

  test("it may be put there again, also in a wrapper", async () => {
    const visitor = await signedIn((sessions) =>
      start(sessions, (owner) => {
        const wrapper = new Proxy(owner.session, {});
        owner.session = wrapper;
        expect(owner.session).toBe(wrapper);
        expect(Object.keys(owner)).toContain("session");
        (owner.session as { user: string }).user = "ada";
      }),
    );
    const { status, body } = await visitor.get("/");
    expect([status, body, visitor.cookies.has("sessionid")]).toEqual([200, "out", true]);
  });
});

describe("Hono", () => {
  const store = new MemoryStore();
  const app = new Hono<SessionEnv<{ user?: string }>>();
  app.use(honoSessions(new SessionManager<{ user?: string }>(parseSettings({ store }), store, undefined)));
  app.get("/in", (c) => {
    c.set("session", new Proxy(c.get("session"), {}));
    c.get("session").user = "ada";
    return c.text("in");
  });
  app.get("/null", (c) => {
    c.set("session", null as never);
    return c.redirect("/");
  });
  app.get("/empty", (c) => {
    c.set("session", {} as never);
    return c.text("out");
  });
  app.onError((error, c) => c.text(`${error.message} ${c.get("session").user}`, 500));

  test.each(["/null", "/empty"])("the session replaced at %s: an error that names flush()", async (path) => {
    const { headers } = await app.request("/in");
    const cookie = headers.get("set-cookie")!.split(";")[0]!;
    const reply = await app.request(path, { headers: { cookie } });
    expect([reply.status, reply.headers.get("location"), reply.headers.get("set-cookie")]).toEqual([500, null, null]);
    expect(await reply.text()).toMatch(/session was set .* await session\.flush\(\).* ada$/);
  });
});

test("request.sessionID is undefined on Express, which is told once; what others put there stays", async () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const found: unknown[] = [];
  const visitor = await signedIn((sessions) =>
    starts.Express!(sessions, (request) => {
      const { sessionID } = request as { sessionID?: unknown };
      found.push(sessionID);
      Object.assign(request, { sessionID: "mine" });
      found.push((request as { sessionID?: unknown }).sessionID);
    }),
  );
  await visitor.get("/");
  await visitor.get("/");
  expect(found).toEqual([undefined, "mine", undefined, "mine"]);
  expect(warned.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining("request.session.sessionKey")]);
  warned.mockRestore();
});
