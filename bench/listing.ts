/**
 * `npm run bench:listing [-- --sessions 1000000 --rounds 200 --store SQLite]`: what the panel's list costs at size. First
 * pages beside a bare query for the same rows, in turn; then every page to the end, while requests are served.
 */

import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openStore } from "sessionscope";
import { walk } from "./listing/all-pages.ts";
import { appOn } from "./listing/app.ts";
import type { Engine } from "./listing/engine.ts";
import { engines } from "./listing/engines.ts";
import { fill } from "./listing/fill.ts";
import { firstPage } from "./listing/first-pages.ts";
import { step } from "./listing/many-sessions.ts";
import { type Traffic, trafficDuring } from "./listing/traffic.ts";
import { table } from "./report.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "200" },
    store: { type: "string" },
  },
});
const count = Number(values.sessions);
const rounds = Number(values.rounds);
const visitors = 1000;
/** Milliseconds of requests alone. */
const quiet = 10_000;

const [pages, walks, served]: [string[][], string[][], string[][]] = [[], [], []];
for (const engine of engines.filter(({ name }) => !values.store || name === values.store)) await measure(engine);
console.log(
  table(
    [
      "store",
      "first page of 50",
      "query",
      "by hand",
      "list",
      "command",
      "list : query",
      "command : query",
      "command : by hand",
    ],
    pages,
    2,
  ),
);
console.log();
console.log(table(["store", "sessions", "pages", "s", "MiB before", "MiB in the middle", "MiB after"], walks, 1));
console.log();
console.log(table(["store", "meanwhile", "requests a second", "half ms", "99 % ms", "slowest ms"], served, 2));

async function measure(engine: Engine): Promise<void> {
  const place = await engine.open();
  const store = await openStore(place.url);
  if (store.kind !== "server") throw new Error("The bench lists stores of a server.");
  await store.migrate?.();
  const begun = performance.now();
  await fill(engine, store, place.url, count, Date.now() - count * step);
  console.error(`${engine.name}: filled in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const bare = await engine.bare(place.url);
  const app = await appOn(store);
  for (const question of engine.questions) {
    const costs = await firstPage({ bare, store, app }, question, rounds);
    const { ratios, ...times } = costs;
    const shown = [...Object.values(times), ...Object.values(ratios)].map((cost) => cost.toFixed(2));
    pages.push([engine.name, question.name, ...shown]);
  }
  // So few visitors that what the SDK keeps of them at hand has come to its full size before the pages are read.
  const request = (turn: number) => app.request(((turn % visitors) * 7919) % count);
  const told = (meanwhile: string, { served: rate, ...waits }: Traffic) =>
    served.push([
      engine.name,
      meanwhile,
      ...[rate, waits.half, waits.most, waits.slowest].map((one) => one.toFixed(1)),
    ]);
  told("nothing", await trafficDuring(request, wait(quiet)));
  const walking = walk(app, engine.questions[0]!, count);
  told("every page", await trafficDuring(request, walking));
  const { sessions, pages: read, seconds, heap } = await walking;
  const shown = [sessions, read].map((number) => number.toLocaleString("en-US"));
  walks.push([engine.name, ...shown, seconds.toFixed(0), ...heap.map((one) => one.toFixed(1))]);
  await app.close();
  await bare.end();
  await store.close?.();
  await place.end();
}
