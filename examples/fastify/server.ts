/** Sessions on Fastify: a visitor's name and number of visits. Reads `PORT` and `SESSION_STORE`. */

import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { createSessions } from "sessionscope";
import { fastifySessions } from "sessionscope/fastify";
import { page } from "./page.ts";

declare module "sessionscope" {
  interface SessionData {
    name?: string;
    visits?: number;
  }
}

const sessions = await createSessions({
  store: process.env.SESSION_STORE ?? "sqlite:./sessions.db",
  debug: process.env.NODE_ENV !== "production",
});

const app = fastify({ forceCloseConnections: true });
app.register(fastifySessions(sessions));
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) => {
  parsed(null, new URLSearchParams(String(body)));
});

app.get("/", (request, reply) => {
  const { session } = request;
  session.update("visits", (visits) => (visits ?? 0) + 1);
  return reply.type("text/html; charset=utf-8").send(page("Fastify", session.name, session.visits));
});

app.post("/name", async (request, reply) => {
  // A visitor who signs in gets a new session key.
  await request.session.cycleKey();
  request.session.name = (request.body as URLSearchParams).get("name") ?? "nobody";
  return reply.redirect("/", 303);
});

app.post("/forget", async (request, reply) => {
  await request.session.flush();
  return reply.redirect("/about", 303);
});

app.get("/about", () => "This page leaves your session alone.\n");

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "localhost" });
console.log(`Example listening on http://localhost:${(app.server.address() as AddressInfo).port}`);
process.once("SIGTERM", async () => {
  await app.close();
  await sessions.close();
});
