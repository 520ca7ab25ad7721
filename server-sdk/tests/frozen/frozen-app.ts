/** `node frozen-app.ts <store URL>`: an app that counts visits. Prints its port, then a line for each request it receives. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { openServerStore } from "../open-server-store.ts";

const sessions = await createSessions({ store: await openServerStore(process.argv[2]!) });
const app = nodeSessions(sessions, async (_request, response, session) => {
  const visits = Number(session.get("visits", 0)) + 1;
  session.set("visits", visits);
  response.end(String(visits));
});
const server = createServer((request, response) => {
  process.stdout.write("asked\n");
  void app(request, response);
}).listen(0, "127.0.0.1");
await once(server, "listening");
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
