/** A panel that listens does not hold up the end of the app's server, whatever serves it. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { expect, onTestFinished, test } from "vitest";
import { createSessions, type Sessions } from "../create-sessions.ts";
import { expressSessions } from "./express.ts";
import { fastifySessions } from "./fastify.ts";
import { honoSessions } from "./hono.ts";
import { koaSessions } from "./koa.ts";
import { nodeSessions } from "./node-http.ts";

const token = "the-token-of-this-test";

interface Served {
  readonly server: Server;
  /** As apps end their server. Those of Node end no connection by that. */
  readonly close: () => Promise<unknown>;
}

async function serve(server: Server): Promise<Served> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, close: () => new Promise((closed) => server.close(closed)) };
}

const kinds: Readonly<Record<string, (sessions: Sessions<object>) => Promise<Served>>> = {
  "node:http": (sessions) => serve(createServer(nodeSessions(sessions, (_request, response) => response.end("page")))),
  Express: (sessions) => serve(createServer(express().use(expressSessions(sessions)))),
  Koa: (sessions) => serve(createServer(new Koa().use(koaSessions(sessions)).callback())),
  Hono: (sessions) => serve(createServer(getRequestListener(new Hono().use(honoSessions(sessions)).fetch))),
  async Fastify(sessions) {
    const app = fastify();
    app.register(fastifySessions(sessions));
    // It comes last: the server waits for the panel, and the panel's answer for this.
    app.addHook("onClose", () => sessions.close());
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { server: app.server, close: () => app.close() };
  },
};

const patience = 20_000;

test.each(Object.entries(kinds))(
  "%s: the server's end does not wait for a panel that listens",
  async (_, start) => {
    const sessions = await createSessions({ store: "memory:", debug: { token } });
    onTestFinished(() => sessions.close());
    const { server, close } = await start(sessions);
    onTestFinished(() => server.closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const stream = await fetch(`http://127.0.0.1:${port}/__sessionscope__`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ protocol: 1, command: "events.stream", params: {}, cookie: null }),
    });
    const reader = stream.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain("alive");
    await close();
    await expect(reader.read()).rejects.toThrow();
  },
  patience,
);
