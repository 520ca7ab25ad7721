/** A Fastify app whose sessions of @fastify/secure-session the panel shows: a visitor's name and number of visits. Reads `PORT`. */

import secureSession from "@fastify/secure-session";
import fastify from "fastify";
import { inspect } from "sessionscope/inspect/fastify-secure-session";

const {
  PORT = "3000",
  SESSION_SECRET = "a secret of at least thirty-two characters",
  SESSION_SALT = "sixteen letters!",
} = process.env;

const app = fastify({ forceCloseConnections: true });
app.register(secureSession, {
  secret: SESSION_SECRET,
  salt: SESSION_SALT,
  expiry: 14 * 24 * 60 * 60,
  cookie: { path: "/", httpOnly: true, sameSite: "lax", maxAge: 14 * 24 * 60 * 60 },
});
app.register(inspect);
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) => {
  parsed(null, new URLSearchParams(body));
});

app.get("/", ({ session }, reply) => {
  const { name = "stranger", visits = 0 } = session.data();
  session.set("visits", visits + 1);
  return reply.type("text/html; charset=utf-8").send(page(name, visits + 1));
});

app.post("/name", ({ session, body }, reply) => {
  session.set("name", body.get("name"));
  return reply.redirect("/", 303);
});

app.post("/forget", ({ session }, reply) => {
  session.delete();
  return reply.redirect("/about", 303);
});

app.get("/about", () => "This page leaves your session alone.\n");

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions on @fastify/secure-session</title>
<h1>Hello, <span id="name">${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

await app.listen({ port: Number(PORT), host: "localhost" });
console.log(`Example listening on http://localhost:${app.server.address().port}`);
process.once("SIGTERM", () => app.close());
