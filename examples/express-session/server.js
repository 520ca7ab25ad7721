/** An app on express-session whose sessions the panel shows: a visitor's name and number of visits. Reads `PORT` and `REDIS_URL`. */

import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { createClient } from "redis";
import { inspect } from "sessionscope/inspect/express-session";
import { page } from "./page.js";

const { PORT = "3000", REDIS_URL, SESSION_SECRET = "not so secret" } = process.env;
const client = REDIS_URL ? await createClient({ url: REDIS_URL }).connect() : null;

const app = express();
app.use(
  inspect(
    session({
      store: client ? new RedisStore({ client }) : new session.MemoryStore(),
      secret: SESSION_SECRET,
      resave: false,
      saveUninitialized: false,
      cookie: { sameSite: "lax", maxAge: 14 * 24 * 60 * 60 * 1000 },
    }),
  ),
);
app.use(express.urlencoded({ extended: false }));

app.get("/", (request, response) => {
  request.session.visits = (request.session.visits ?? 0) + 1;
  response.send(page(request.session.name, request.session.visits));
});

app.post("/name", (request, response, next) => {
  const { visits } = request.session;
  // A visitor who signs in gets a new session.
  request.session.regenerate((error) => {
    if (error) return next(error);
    Object.assign(request.session, { name: request.body.name, visits });
    response.redirect(303, "/");
  });
});

app.post("/forget", (request, response, next) => {
  request.session.destroy((error) => (error ? next(error) : response.redirect(303, "/about")));
});

app.get("/about", (_request, response) => response.send("This page leaves your session alone.\n"));

const server = app.listen(Number(PORT), () => {
  console.log(`Example listening on http://localhost:${server.address().port}`);
});
process.once("SIGTERM", () => {
  server.close(() => client?.close());
  server.closeAllConnections();
});
