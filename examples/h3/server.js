/** An h3 app whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT` and `SESSION_PASSWORD`. */

import * as h3 from "h3";
import { inspect } from "sessionscope/inspect/h3";

const { PORT = "3000", SESSION_PASSWORD = "not so secret, but thirty-two characters" } = process.env;

const config = { password: SESSION_PASSWORD, maxAge: 14 * 24 * 60 * 60, cookie: { secure: false } };

const app = new h3.H3();
app.use(inspect(h3, config));

app.get("/", async (event) => {
  const session = await h3.useSession(event, config);
  await session.update(({ visits = 0 }) => ({ visits: visits + 1 }));
  return page(session.data.name ?? "stranger", session.data.visits);
});
app.post("/name", async (event) => {
  const session = await h3.useSession(event, config);
  await session.update({ name: String((await event.req.formData()).get("name")) });
  return h3.redirect("/", 303);
});
app.post("/forget", async (event) => {
  await h3.clearSession(event, config);
  return h3.redirect("/about", 303);
});
app.get("/about", () => "This page leaves your session alone.\n");

const page = (name, visits) => h3.html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions of h3</title>
<h1>Hello, <span id="name">${name}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/name"><label>Name <input name="name" required maxlength="60"></label> <button>Remember me</button></form>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

const server = h3.serve(app, { port: Number(PORT), silent: true, gracefulShutdown: false });
await server.ready();
console.log(`Example listening on http://localhost:${new URL(server.url).port}`);
process.once("SIGTERM", () => server.close(true));
