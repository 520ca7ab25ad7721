/** Sessions on Koa: a visitor's name and number of visits. Reads `PORT` and `SESSION_STORE`. */

import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Koa from "koa";
import { createSessions } from "sessionscope";
import { koaSessions, type SessionContext } from "sessionscope/koa";
import { page } from "./page.ts";

interface Visitor {
  name?: string;
  visits?: number;
}

const sessions = await createSessions<Visitor>({
  store: process.env.SESSION_STORE ?? "sqlite:./sessions.db",
  debug: process.env.NODE_ENV !== "production",
});

const app = new Koa<object, SessionContext<Visitor>>();
app.use(koaSessions(sessions));

app.use(async (ctx) => {
  const { session } = ctx;
  switch (`${ctx.method} ${ctx.path}`) {
    case "GET /":
      session.update("visits", (visits) => (visits ?? 0) + 1);
      ctx.body = page("Koa", session.name, session.visits);
      break;
    case "POST /name":
      // A visitor who signs in gets a new session key.
      await session.cycleKey();
      session.name = new URLSearchParams(await text(ctx.req)).get("name") ?? "nobody";
      ctx.redirect("/");
      ctx.status = 303;
      break;
    case "POST /forget":
      await session.flush();
      ctx.redirect("/about");
      ctx.status = 303;
      break;
    case "GET /about":
      ctx.body = "This page leaves your session alone.\n";
      break;
  }
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Example listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => {
  server.close(() => void sessions.close());
  server.closeAllConnections();
});
