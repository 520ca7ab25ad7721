/** `node serve.ts <index>`, the child process: serves one subject, and reports its CPU time when asked. */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { served } from "./served.ts";
import type { Services } from "./subjects/subject.ts";

const subject = served[Number(process.argv[2])]!;
const server = await subject.start(JSON.parse(process.env.BENCH_SERVICES!) as Services);
// A visitor's next request comes after the turns of all the others.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send!({ cpu: user + system });
});
process.on("disconnect", () => process.exit()); // Whoever measured is gone.
process.send!({ port: (server.address() as AddressInfo).port });
