/** Sessions on Hono: a visitor's name and number of visits. Reads `PORT` and `SESSION_STORE`. */

import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createSessions, SessionError } from "sessionscope";
import { honoSessions, type SessionEnv } from "sessionscope/hono";
import { page } from "./page.ts";

interface Visitor {
  name?: string;
  visits?: number;
}

const sessions = await createSessions<Visitor>({
  store: process.env.SESSION_STORE ?? "sqlite:./sessions.db",
  debug: process.env.NODE_ENV !== "production",
});

const app = new Hono<SessionEnv<Visitor>>();
app.use(honoSessions(sessions));

app.get("/", (c) => {
  const { session } = c.var;
  session.update("visits", (visits) => (visits ?? 0) + 1);
  return c.html(page("Hono", session.name, session.visits));
});

app.post("/name", async (c) => {
  const { session } = c.var;
  const { name } = await c.req.parseBody();
  // A visitor who signs in gets a new session key.
  await session.cycleKey();
  session.name = String(name);
  return c.redirect("/", 303);
});

app.post("/forget", async (c) => {
  await c.var.session.flush();
  return c.redirect("/about", 303);
});

app.get("/about", (c) => c.text("This page leaves your session alone.\n"));

// Hono answers every error with 500. Our errors carry a status: 400 for a session that ended, 503 for a store that failed.
app.onError((error, c) => {
  console.error(error.message);
  const status = error instanceof SessionError ? error.status : 500;
  return c.text("That did not work. Please try again in a moment.\n", status as 500);
});

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`Example listening on http://localhost:${port}`);
}) as Server;
process.once("SIGTERM", () => {
  server.close(() => void sessions.close());
  server.closeAllConnections();
});
