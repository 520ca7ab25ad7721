/** A process that serves sessions from a store, as an app does: `node served-store.ts <store URL>`. Every request counts. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";

const sessions = await createSessions<{ visits?: number }>({ store: process.argv[2] });
const server = createServer(
  nodeSessions(sessions, (_, response, session) => {
    session.visits = (session.visits ?? 0) + 1;
    response.end(`${session.visits}`);
  }),
);
server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
