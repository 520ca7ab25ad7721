/**
 * `node three-apps.ts <store URL>`: an app that counts visits, started twice in one process and once in a worker thread.
 * Prints a line of JSON: the ports of the three.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";

async function serve(store: string): Promise<number> {
  const sessions = await createSessions({ store });
  const app = nodeSessions(sessions, (_request, response, session) => {
    const visits = Number(session.get("visits", 0)) + 1;
    session.set("visits", visits);
    response.end(String(visits));
  });
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

if (isMainThread) {
  const store = process.argv[2]!;
  const ports = [await serve(store), await serve(store)];
  const worker = new Worker(new URL(import.meta.url), { workerData: store });
  const [port] = (await once(worker, "message")) as [number];
  process.stdout.write(`${JSON.stringify([...ports, port])}\n`);
} else {
  parentPort!.postMessage(await serve(workerData as string));
}
