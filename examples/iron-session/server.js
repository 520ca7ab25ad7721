/** An app on iron-session whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT`. */

import express from "express";
import { getIronSession } from "iron-session";
import { inspect } from "sessionscope/inspect/iron-session";

const { PORT = "3000", SESSION_PASSWORD = "not so secret, but of thirty-two characters" } = process.env;

const sessionOptions = {
  password: SESSION_PASSWORD,
  cookieName: "iron",
  // Plain http on localhost; leave it out behind https.
  cookieOptions: { secure: false },
};
const sessionOf = (request, response) => getIronSession(request, response, sessionOptions);

const app = express();
app.use(inspect(getIronSession, sessionOptions));
app.use(express.urlencoded({ extended: false }));

app.get("/", async (request, response) => {
  const session = await sessionOf(request, response);
  session.visits = (session.visits ?? 0) + 1;
  await session.save();
  response.send(page(session.name ?? "stranger", session.visits));
});

app.post("/name", async (request, response) => {
  const session = await sessionOf(request, response);
  session.name = request.body.name;
  await session.save();
  response.redirect(303, "/");
});

app.post("/forget", async (request, response) => {
  (await sessionOf(request, response)).destroy();
  response.redirect(303, "/about");
});

app.get("/about", (_request, response) => response.send("This page leaves your session alone.\n"));

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sessions on iron-session</title>
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
