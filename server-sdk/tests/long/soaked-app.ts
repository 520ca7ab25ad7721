/**
 * An app of the soak: `node --expose-gc soaked-app.ts <store URL> <jar folder> <name>`. After the message `{ serve: n }` it
 * makes requests until n have ended and `{ enough: true }` has come. It reports each request before and after, and then
 * counts the objects and handles that it still holds.
 */

import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { createSessions, type Exchange } from "sessionscope";
import type { RequestRecord } from "../histories/history.ts";
import { JarFolder } from "../histories/jars.ts";
import { Load } from "../histories/load.ts";
import type { Data } from "../histories/visitor.ts";
import { openServerStore } from "../open-server-store.ts";

/** `clock`: milliseconds by which this host's clock is wrong. */
export type Order =
  | { readonly serve: number }
  | { readonly enough: true }
  | { readonly clock: number }
  | { readonly end: true };

export type Report = { readonly begun: RequestRecord } | { readonly ended: RequestRecord } | { readonly idle: Counts };

export interface Counts {
  /** Requests whose objects are still in memory. */
  readonly requests: number;
  /** 0 where it cannot be measured. */
  readonly openFiles: number;
  /** Timers, sockets and whatever else the event loop waits for. */
  readonly resources: number;
  /** In bytes. */
  readonly heap: number;
}

if (import.meta.main) await main(process.argv.slice(2) as [string, string, string]);

async function main([url, folder, name]: [string, string, string]): Promise<void> {
  const clients = 6;
  const sessions = await createSessions<Data>({ store: await openServerStore(url) });
  const requests = new Set<WeakRef<Exchange>>();
  const open = sessions.open.bind(sessions);
  sessions.open = (exchange) => {
    requests.add(new WeakRef(exchange));
    return open(exchange);
  };
  let wrongBy = 0;
  const clock = Date.now;
  Date.now = () => clock() + wrongBy;
  const load = new Load(sessions, new JarFolder(folder), name, () => Number(process.hrtime.bigint() / 1000n));

  let enough = false;
  async function serve(count: number): Promise<void> {
    enough = false;
    let served = 0;
    await load.run(
      clients,
      (record) => {
        if (record.outcome !== "unknown") served++;
        void report({ ended: record });
      },
      () => served >= count && enough,
      (record) => report({ begun: record }),
    );
    await report({ idle: await counts(requests) });
  }

  process.on("message", (order: Order) => {
    if ("serve" in order) void serve(order.serve);
    else if ("enough" in order) enough = true;
    else if ("clock" in order) wrongBy = order.clock;
    // Handles that the app has closed do not keep the process alive.
    else void sessions.close().then(() => process.disconnect());
  });
}

/** Reports a request before it begins, so that the record survives if the process is killed. */
function report(message: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

async function counts(requests: Set<WeakRef<Exchange>>): Promise<Counts> {
  // A driver releases a query that it gave up only when it closes the connection.
  for (let tries = 0; tries < 100; tries++) {
    await wait(20);
    globalThis.gc!();
    for (const request of requests) if (request.deref() === undefined) requests.delete(request);
    if (requests.size === 0) break;
  }
  return {
    requests: requests.size,
    openFiles: process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0,
    resources: process.getActiveResourcesInfo().length,
    heap: process.memoryUsage().heapUsed,
  };
}
