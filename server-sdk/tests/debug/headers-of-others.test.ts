/** Middleware in front of the sessions adds headers to every answer of the app: those of the endpoint leave without them. */

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { cors } from "hono/cors";
import Koa from "koa";
import { createSessions, type Sessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { fastifySessions } from "sessionscope/fastify";
import { honoSessions } from "sessionscope/hono";
import { koaSessions } from "sessionscope/koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultPath } from "../../src/protocol.ts";
import { askFor, panelOrigin, token } from "./asking.ts";

const others = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true", "Set-Cookie": "a=b" };

const apps: Readonly<Record<string, (sessions: Sessions) => Promise<Server>>> = {
  async express(sessions) {
    const app = express();
    app.use((_, response, next) => {
      response.set(others);
      next();
    });
    app.use(expressSessions(sessions), (_, response) => void response.send("the app"));
    return createServer(app);
  },
  async koa(sessions) {
    const app = new Koa();
    app.use((context, next) => {
      context.set(others);
      return next();
    });
    app.use(koaSessions(sessions)).use((context) => {
      context.body = "the app";
    });
    return createServer(app.callback());
  },
  async fastify(sessions) {
    const app = Fastify();
    app.addHook("onRequest", async (_, reply) => {
      for (const [name, value] of Object.entries(others)) reply.raw.setHeader(name, value);
    });
    await app.register(fastifySessions(sessions));
    app.get("/", async () => "the app");
    await app.ready();
    return app.server;
  },
  async hono(sessions) {
    const app = new Hono();
    app.use(cors({ origin: "*", credentials: true }));
    app.use(honoSessions(sessions));
    app.get("/", (c) => c.text("the app"));
    return serve({ fetch: app.fetch, port: 0 }) as Server;
  },
};

async function ask(server: Server, method: string, path: string, headers: Record<string, string>, body = "") {
  const outgoing = request({
    port: (server.address() as AddressInfo).port,
    host: "127.0.0.1",
    method,
    path,
    headers,
    agent: false,
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const { statusCode, headers: answered } = incoming;
  return { statusCode, headers: answered, body: await text(incoming) };
}

describe.each(Object.entries(apps))("%s", (_, make) => {
  test("leaves the endpoint's answers without CORS and cookies, and the app's with them", async () => {
    const sessions = await createSessions({ store: "memory:", debug: { token } });
    const server = await make(sessions);
    if (!server.listening) await once(server.listen(0), "listening");
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await sessions.close();
    });
    const calling = { Origin: panelOrigin, "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const hello = JSON.stringify(askFor("hello"));
    for (const [status, headers] of [
      [200, calling],
      [401, { ...calling, Authorization: "" }],
      [404, { ...calling, Origin: "https://evil.example" }],
    ] as const) {
      const answer = await ask(server, "POST", defaultPath, headers, hello);
      expect(answer.statusCode).toBe(status);
      expect(Object.keys(answer.headers).filter((name) => /^(access-control-|set-cookie$)/.test(name))).toEqual([]);
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
    // A load of the cookie lab has cookies of its own, and no others.
    const lines = ["ss_lab_a=1", "ss_lab_b=2"];
    const begin = JSON.stringify(askFor("lab.begin", { loads: [{ lines, expect: [] }] }));
    const begun = await ask(server, "POST", defaultPath, calling, begin);
    const load = await ask(server, "GET", `${defaultPath}?lab=${JSON.parse(begun.body).result.loads[0].query}`, {});
    expect(load.statusCode).toBe(200);
    expect(Object.keys(load.headers).filter((name) => /^(access-control-|vary$)/.test(name))).toEqual([]);
    expect(load.headers["set-cookie"]).toEqual(lines);
    const page = await ask(server, "GET", "/", { Origin: "https://evil.example" });
    expect(page.headers["access-control-allow-origin"]).toBe("*");
  });
});
