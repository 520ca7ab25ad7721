/**
 * `npm run bench [-- --rounds 2 --slices 10 --slice 200 --warm-up 7000 --store Redis]`: measures every subject in every
 * scenario. Each server has a process of its own. The servers take turns, one slice of time each, so that other load on the
 * machine affects them alike, and a slice is compared with the slices next to it. Each round starts new processes: the
 * memory layout that a process happens to get can decide a third of its time.
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services/services.ts";
import { costs, ratios } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { measure, type Running, start, stop, visit } from "./server-process.ts";
import { type Subject, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "2" },
    slices: { type: "string", default: "10" },
    slice: { type: "string", default: "200" },
    "warm-up": { type: "string", default: "7000" },
    store: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const slices = Number(values.slices);
/** Milliseconds that a server works in its turn. In much shorter turns it would always start with cold caches. */
const slice = Number(values.slice);
/** Requests of each kind before a process is measured: code that is not compiled yet costs several times as much. */
const warmUp = Number(values["warm-up"]);
const chosen = subjects.filter(({ store }) => store === "-" || !values.store || store === values.store);
const concurrency = 16;

/** Some peers need milliseconds for a large session: a fifth of the requests is enough to warm them up. */
const share = ({ size }: Scenario): number => (size === "small" ? 1 : 1 / 5);

const redis = await startService("redis");
const postgres = await startService("postgres");
const services = { redis: redis.url, postgres: postgres.url };
const results = new Map(chosen.map((subject) => [subject, new Map(scenarios.map((one) => [one, [] as number[]]))]));
try {
  for (let round = 0; round < rounds; round++) {
    const running = new Map<Subject, Running>();
    for (const subject of chosen) running.set(subject, await start(subject, services, concurrency));
    for (const scenario of scenarios) {
      const enough = warmUp * share(scenario);
      for (const subject of chosen) await visit(running.get(subject)!, scenario, (asked) => asked < enough);
    }
    for (const scenario of scenarios) {
      // The first slice does not count: some code is compiled again when the kind of request changes.
      for (let turn = 0; turn <= slices; turn++) {
        for (const subject of chosen) {
          const cost = await measure(subject, running.get(subject)!, scenario, slice);
          if (turn > 0) results.get(subject)!.get(scenario)!.push(cost);
        }
      }
    }
    for (const one of running.values()) stop(one);
  }
  const processors = cpus();
  console.log(
    `Node ${process.version}, ${processors.length} x ${processors[0]?.model}; ${rounds} rounds of ${slices} times ${slice} ms, ${concurrency} visitors at once.`,
  );
  console.log(`\nMicroseconds of CPU time per request (median); in brackets what is added to the bare framework:\n`);
  console.log(costs(chosen, results));
  console.log(`\nOurs divided by the others, whole requests (median of the slices beside each other):\n`);
  console.log(ratios(chosen, results));
} finally {
  await redis[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
}
