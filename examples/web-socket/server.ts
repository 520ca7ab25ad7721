/**
 * A page and its WebSocket share one session, on Express and `ws`: the clicks in all windows of a visitor add up, and
 * signing out ends them all. Reads `PORT` and `SESSION_STORE`.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { useSession } from "sessionscope/web-socket";
import { WebSocketServer } from "ws";

declare module "sessionscope" {
  interface SessionData {
    clicks?: number;
  }
}

const sessions = await createSessions({
  store: process.env.SESSION_STORE ?? "sqlite:./sessions.db",
  debug: process.env.NODE_ENV !== "production",
});

const app = express();
app.use(expressSessions(sessions));
app.get("/", (request, response) => {
  // The socket cannot set the cookie: the page that opens it begins the session.
  request.session.setDefault("clicks", 0);
  response.sendFile(fileURLToPath(new URL("page.html", import.meta.url)));
});
app.post("/forget", async (request, response) => {
  await request.session.flush();
  response.redirect(303, "/");
});

const server = createServer(app);
const sockets = new WebSocketServer({ server, path: "/clicks" });
sockets.on("connection", (socket, request) => {
  socket.on("message", async () => {
    try {
      const clicks = await useSession(sessions, request, (session) => {
        if (!session.has("clicks")) return null;
        session.update("clicks", (before) => (before ?? 0) + 1);
        return session.clicks;
      });
      if (clicks === null) socket.close(4001, "signed out");
      else socket.send(`${clicks}`);
    } catch (error) {
      console.error(error);
      socket.close(1011, "try again later");
    }
  });
});

server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Example listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => {
  for (const socket of sockets.clients) socket.terminate();
  server.close(() => void sessions.close());
  server.closeAllConnections();
});
