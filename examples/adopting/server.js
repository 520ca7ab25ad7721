/** The app of `../cookie-session`, moved: who is known there is known here. Reads `PORT`. */

import cookieSession from "cookie-session";
import express from "express";
import { createSessions } from "sessionscope";
import { adoptCookieSession } from "sessionscope/adopt/cookie-session";
import { expressSessions } from "sessionscope/express";

const { PORT = "3000", SESSION_SECRET = "not so secret" } = process.env;

const sessions = await createSessions({
  adopt: adoptCookieSession({
    cookieSession,
    keys: [SESSION_SECRET],
    sameSite: "lax",
    // In an app a day that stays: that of the move, and as long as the old cookies live.
    until: new Date(Date.now() + 14 * 24 * 60 * 60 * 1000),
    map({ name, visits }) {
      if (typeof name !== "string" || !Number.isInteger(visits)) return null;
      return { data: { name, visits } };
    },
  }),
});

const app = express();
app.use(expressSessions(sessions));

app.get("/", ({ session }, response) => {
  session.visits = (session.visits ?? 0) + 1;
  response.send(page(session.name ?? "stranger", session.visits));
});

app.post("/forget", async ({ session }, response) => {
  await session.flush();
  response.redirect(303, "/");
});

const page = (name, visits) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sessions that were adopted</title>
<h1>Hello, <span id="name">${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</span></h1>
<p>You were here <output id="visits">${visits}</output> times.</p>
<form method="post" action="/forget"><button>Forget me</button></form>
</html>
`;

const server = app.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close(() => sessions.close());
  server.closeAllConnections();
});
