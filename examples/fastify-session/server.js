/** A Fastify app whose sessions of @fastify/session the panel shows: a visitor's name and number of visits. Reads `PORT`. */

import cookie from "@fastify/cookie";
import session from "@fastify/session";
import fastify from "fastify";
import { inspect } from "sessionscope/inspect/fastify-session";

const { PORT = "3000", SESSION_SECRET = "a secret of at least thirty-two characters" } = process.env;

const app = fastify({ forceCloseConnections: true });
app.register(cookie);
app.register(session, {
  secret: SESSION_SECRET,
  saveUninitialized: false,
  cookie: { secure: false, sameSite: "lax", maxAge: 14 * 24 * 60 * 60 * 1000 },
});
app.register(inspect);
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) => {
  parsed(null, new URLSearchParams(body));
});

app.get("/", ({ session }, reply) => {
  session.visits = (session.visits ?? 0) + 1;
  return reply.type("text/html; charset=utf-8").send(page(session.name ?? "stranger", session.visits));
});

app.post("/name", async (request, reply) => {
  // A visitor who signs in gets a new session.
  await request.session.regenerate(["visits"]);
  request.session.name = request.body.get("name");
  return reply.redirect("/", 303);
});

app.post("/forget", async (request, reply) => {
  await request.session.destroy();
  return reply.redirect("/about", 303);
});

app.get("/about", () => "This page leaves your session alone.\n");

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions on @fastify/session</title>
<h1>Hello, <span id="name">${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

await app.listen({ port: Number(PORT), host: "localhost" });
console.log(`Example listening on http://localhost:${app.server.address().port}`);
process.once("SIGTERM", () => app.close());
