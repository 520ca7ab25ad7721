/** An app to be bundled: `node <bundle> <store URL>` counts two visits and says with which version, or why it could not. */

import { createServer } from "node:http";
import { createSessions, packageVersion } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";

async function main() {
  const sessions = await createSessions({ store: process.argv[2], debug: true });
  const count = nodeSessions(sessions, (_, response, session) => {
    session.visits = session.get("visits", 0) + 1;
    response.end(String(session.visits));
  });
  const server = createServer(count).listen(0, "127.0.0.1", async () => {
    const url = `http://127.0.0.1:${server.address().port}`;
    const first = await fetch(url);
    const cookie = first.headers.get("set-cookie").split(";")[0];
    const second = await fetch(url, { headers: { cookie } });
    console.log(`${packageVersion}: ${await first.text()}, ${await second.text()}`);
    server.close();
    server.closeAllConnections();
    await sessions.close();
  });
}

// Not awaited: a CommonJS bundle cannot wait at its top.
main().catch((error) => console.log(error.message));
