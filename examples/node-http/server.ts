/** Sessions on plain `node:http`: a visitor's name and number of visits. Reads `PORT` and `SESSION_STORE`. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { page } from "./page.ts";

interface Visitor {
  name?: string;
  visits?: number;
}

const sessions = await createSessions<Visitor>({
  store: process.env.SESSION_STORE ?? "sqlite:./sessions.db",
  debug: process.env.NODE_ENV !== "production",
});

const server = createServer(
  nodeSessions(sessions, async (request, response, session) => {
    const redirect = (location: string) => response.writeHead(303, { Location: location }).end();
    switch (`${request.method} ${request.url}`) {
      case "GET /": {
        session.update("visits", (visits) => (visits ?? 0) + 1);
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        return response.end(page("node:http", session.name, session.visits));
      }
      case "POST /name": {
        const name = (await form(request)).get("name");
        // A visitor who signs in gets a new session key.
        await session.cycleKey();
        session.name = name ?? "nobody";
        return redirect("/");
      }
      case "POST /forget": {
        await session.flush();
        return redirect("/about");
      }
      case "GET /about":
        return response.end("This page leaves your session alone.\n");
      default:
        return response.writeHead(404).end("Not found\n");
    }
  }),
);

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await text(request));
}

server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Example listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => {
  server.close(() => void sessions.close());
  server.closeAllConnections();
});
