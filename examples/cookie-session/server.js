/** An app on cookie-session whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT`. */

import cookieSession from "cookie-session";
import express from "express";
import { inspect } from "sessionscope/inspect/cookie-session";

const { PORT = "3000", SESSION_SECRET = "not so secret" } = process.env;

const app = express();
app.use(inspect(cookieSession({ keys: [SESSION_SECRET], sameSite: "lax", maxAge: 14 * 24 * 60 * 60 * 1000 })));
app.use(express.urlencoded({ extended: false }));

app.get("/", (request, response) => {
  request.session.visits = (request.session.visits ?? 0) + 1;
  response.send(page(request.session.name ?? "stranger", request.session.visits));
});

app.post("/name", (request, response) => {
  request.session.name = request.body.name;
  response.redirect(303, "/");
});

app.post("/forget", (request, response) => {
  request.session = null;
  response.redirect(303, "/about");
});

app.get("/about", (_request, response) => response.send("This page leaves your session alone.\n"));

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sessions on cookie-session</title>
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
  server.close();
  server.closeAllConnections();
});
