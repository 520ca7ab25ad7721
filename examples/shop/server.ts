/**
 * Starts the shop. `PORT` (3000; 0: any free one), `SESSION_STORE` (a store's URL; sqlite:./shop.db) and `--no-debug`
 * (the debug endpoint is on, except under NODE_ENV=production, where `--debug` turns it on).
 */

import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { createSessions } from "sessionscope";
import { createShop } from "./shop.ts";

const { PORT = "3000", SESSION_STORE = "sqlite:./shop.db", SESSION_SECRET, NODE_ENV } = process.env;
const { values } = parseArgs({ options: { debug: { type: "boolean" } }, allowNegative: true });

const sessions = await createSessions({
  store: SESSION_STORE,
  secret: SESSION_SECRET,
  debug: values.debug ?? NODE_ENV !== "production",
});
const server = createShop(sessions).listen(Number(PORT));

server.on("listening", () => {
  console.log(`Shop listening on http://localhost:${(server.address() as AddressInfo).port}`);
});
server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${PORT} is taken. Choose another: PORT=3001` : error.message);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);

function stop(): void {
  server.close(() => void sessions.close());
  server.closeAllConnections();
}
