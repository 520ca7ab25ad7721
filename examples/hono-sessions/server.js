/** A Hono app on hono-sessions whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT` and `SESSION_KEY`. */

import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { html } from "hono/html";
import { MemoryStore, sessionMiddleware } from "hono-sessions";
import { inspect } from "sessionscope/inspect/hono-sessions";

const { PORT = "3000", SESSION_KEY = "not so secret, but thirty-two characters" } = process.env;

const app = new Hono();
app.use(inspect(sessionMiddleware, { store: new MemoryStore(), encryptionKey: SESSION_KEY, expireAfterSeconds: 3600 }));

app.get("/", (c) => {
  const session = c.get("session");
  session.set("visits", (session.get("visits") ?? 0) + 1);
  return c.html(page(session.get("name") ?? "stranger", session.get("visits")));
});
app.post("/name", async (c) => {
  c.get("session").set("name", String((await c.req.parseBody()).name));
  c.set("session_key_rotation", true);
  return c.redirect("/", 303);
});
app.post("/forget", (c) => {
  c.get("session").deleteSession();
  return c.redirect("/", 303);
});

const page = (name, visits) => html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions of hono-sessions</title>
<h1>Hello, <span id="name">${name}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

const server = serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => {
  console.log(`Example listening on http://localhost:${port}`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
