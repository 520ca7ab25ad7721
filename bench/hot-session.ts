/**
 * `npm run bench:hot [-- --store PostgreSQL --rounds 3 --slices 12 --repeats 20]`: 32 requests at once, each of which changes
 * a key of its own: all of one visitor (a page full of fetches), and each of another visitor, in turn.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services/services.ts";
import { type HotServices, hotSubjects } from "./hot-subjects.ts";
import { median, table } from "./report.ts";
import { cpuOf, type Running, start, stop } from "./server-process.ts";
import { installPeers } from "./subjects/peers.ts";
import type { Subject } from "./subjects/subject.ts";
import { subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    rounds: { type: "string", default: "3" },
    slices: { type: "string", default: "12" },
    repeats: { type: "string", default: "20" },
  },
});
installPeers();
const rounds = Number(values.rounds);
const slices = Number(values.slices);
/** How often a slice makes the 32 requests. */
const repeats = Number(values.repeats);
const together = 32;
/** Slices that do not count, because code is still being compiled. */
const warmUp = 6;
const stores = ["memory", "Redis", "PostgreSQL", "MariaDB", ...hotSubjects.map(({ store }) => store)];
const chosen = [...subjects, ...hotSubjects].filter(
  ({ framework, store, library }) =>
    framework === "Express" &&
    stores.includes(store) &&
    library !== "the client by hand" &&
    (values.store ?? store) === store,
);

interface Slice {
  /** Microseconds of the server's CPU time per request. */
  readonly cpu: number;
  /** Milliseconds until the last of the 32 was answered. */
  readonly round: number;
}

/** Every session gets all the keys: else the one that is changed by all would be the largest. */
async function giveAllKeys({ visitors }: Running): Promise<void> {
  const visits = visitors.small.map(async (visitor) => {
    for (let at = 0; at < together; at++) await visitor.ask(`/change/k${at}`);
  });
  await Promise.all(visits);
}

async function measure(running: Running, hot: boolean): Promise<Slice> {
  const visitors = running.visitors.small;
  const cookies = visitors.map(({ cookie }) => cookie);
  if (hot) for (const visitor of visitors) visitor.cookie = cookies[0]!;
  const times: number[] = [];
  const before = await cpuOf(running);
  for (let count = 0; count < repeats; count++) {
    const began = performance.now();
    await Promise.all(visitors.map((visitor, at) => visitor.ask(`/change/k${at}`)));
    times.push(performance.now() - began);
  }
  const cpu = ((await cpuOf(running)) - before) / (repeats * together);
  for (const [at, visitor] of visitors.entries()) visitor.cookie = cookies[at]!;
  return { cpu, round: median(times) };
}

interface Measured {
  readonly hot: Slice[];
  readonly cool: Slice[];
}

const redis = await startService("redis");
const postgres = await startService("postgres");
const mariadb = await startService("mariadb");
const memcached = await startService("memcached");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-hot-"));
const services: HotServices = {
  redis: redis.url,
  postgres: postgres.url,
  mariadb: mariadb.url,
  memcached: memcached.url,
  folder,
};
const results = new Map<Subject, Measured>(chosen.map((subject) => [subject, { hot: [], cool: [] }]));
try {
  for (let round = 0; round < rounds; round++) {
    const running = new Map<Subject, Running>();
    for (const subject of chosen) running.set(subject, await start(subject, services, together));
    for (const server of running.values()) await giveAllKeys(server);
    for (let turn = -warmUp; turn < slices; turn++) {
      for (const [subject, server] of running) {
        const hot = await measure(server, true);
        const cool = await measure(server, false);
        if (turn < 0) continue;
        results.get(subject)!.hot.push(hot);
        results.get(subject)!.cool.push(cool);
      }
    }
    for (const server of running.values()) stop(server);
  }
} finally {
  await redis[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await mariadb[Symbol.asyncDispose]();
  await memcached[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
}

const figure = (of: readonly Slice[], what: keyof Slice, digits: number) =>
  median(of.map((slice) => slice[what])).toFixed(digits);
const rows = [...results].map(([{ store, library }, { hot, cool }]) => [
  store,
  library,
  figure(hot, "cpu", 0),
  figure(cool, "cpu", 0),
  median(hot.map(({ cpu }, at) => cpu / cool[at]!.cpu)).toFixed(2),
  figure(hot, "round", 1),
  figure(cool, "round", 1),
]);
const [processor] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} x ${processor?.model}; ${rounds} rounds of ${slices} slices of ${repeats} times ${together} requests at once.`,
);
console.log("\nMicroseconds of CPU time per request, and milliseconds until all are answered (medians):\n");
const head = ["store", "sessions by", "one session", "32 sessions", "ratio", "ms, one", "ms, 32"];
console.log(table(head, rows, 2));
