/** A Koa app whose sessions of koa-session the panel shows: a visitor's name and number of visits. Reads `PORT` and `REDIS_URL`. */

import { text } from "node:stream/consumers";
import Koa from "koa";
import session from "koa-session";
import { createClient } from "redis";
import { inspect } from "sessionscope/inspect/koa-session";

const { PORT = "3000", REDIS_URL, SESSION_SECRET = "not so secret" } = process.env;
const client = REDIS_URL ? await createClient({ url: REDIS_URL }).connect() : null;

/** Without it the cookie is the session. */
const store = client && {
  get: async (key) => JSON.parse(await client.get(key)),
  set: (key, data, maxAge) => client.set(key, JSON.stringify(data), { expiration: { type: "PX", value: maxAge } }),
  destroy: (key) => client.del(key),
};

const app = new Koa();
app.keys = [SESSION_SECRET];
app.use(inspect(session({ maxAge: 14 * 24 * 60 * 60 * 1000, sameSite: "lax", ...(store && { store }) }, app)));

app.use(async (ctx) => {
  switch (`${ctx.method} ${ctx.path}`) {
    case "GET /":
      ctx.session.visits = (ctx.session.visits ?? 0) + 1;
      ctx.body = page(ctx.session.name ?? "stranger", ctx.session.visits);
      break;
    case "POST /name":
      ctx.session.name = new URLSearchParams(await text(ctx.req)).get("name");
      // A visitor who signs in gets a new key.
      if (store) await ctx.session.regenerate();
      ctx.redirect("/");
      ctx.status = 303;
      break;
    case "POST /forget":
      ctx.session = null;
      ctx.redirect("/about");
      ctx.status = 303;
      break;
    case "GET /about":
      ctx.body = "This page leaves your session alone.\n";
      break;
  }
});

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions on koa-session</title>
<h1>Hello, <span id="name">${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

const server = app.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close(() => client?.close());
  server.closeAllConnections();
});
