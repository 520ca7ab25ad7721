/**
 * `npm run bench:requests [-- --rounds 2 --slices 8 --slice 100 --warm-up 3000 --framework Express --store Redis]`: measures
 * every subject in every scenario. Each server has a process of its own. Those on one framework and one store take turns, one
 * slice of time each, so that other load on the machine affects them alike, and a slice is compared with the slices next to
 * it. Each round starts new processes: the memory layout that a process happens to get can decide a third of its time.
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services/services.ts";
import { type Costs, costRows, ratioRows, slowerCells, table } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { type Running, start, stop } from "./server-process.ts";
import { installPeers } from "./subjects/peers.ts";
import { type Services, type Subject, stores } from "./subjects/subject.ts";
import { subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "2" },
    slices: { type: "string", default: "8" },
    slice: { type: "string", default: "100" },
    "warm-up": { type: "string", default: "3000" },
    framework: { type: "string" },
    store: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const slices = Number(values.slices);
/** Milliseconds that a server works in its turn. In much shorter turns it would always start with cold caches. */
const slice = Number(values.slice);
/** Requests of each kind before a process is measured: code that is not compiled yet costs several times as much. */
const warmUp = Number(values["warm-up"]);
const concurrency = 16;

const frameworks = [...new Set(subjects.map(({ framework }) => framework))];
/** The bare framework, ours and the others on one store. */
const groups: readonly (readonly Subject[])[] = frameworks.flatMap((framework) =>
  stores.map((store) =>
    subjects.filter((one) => one.framework === framework && (one.store === "-" || one.store === store)),
  ),
);
const chosen = groups.filter(([bare, first]) => {
  return (
    first && (values.framework ?? bare!.framework) === bare!.framework && (values.store ?? first.store) === first.store
  );
});

async function measureRound(group: readonly Subject[], services: Services, costs: Map<Subject, Map<string, number[]>>) {
  const running = new Map<Subject, Running>();
  for (const subject of group) running.set(subject, await start(subject, services, concurrency));
  for (const scenario of scenarios) {
    const able = group.filter((subject) => !scenario.lacks(subject));
    // The bare framework alone is compared with nothing.
    if (able.every(({ library }) => library === "none")) continue;
    for (const subject of able) await scenario.warmUp(running.get(subject)!, warmUp);
    await measureTurns(scenario, able, running, costs);
  }
  for (const one of running.values()) stop(one);
}

async function measureTurns(
  scenario: Scenario,
  able: readonly Subject[],
  running: ReadonlyMap<Subject, Running>,
  costs: Map<Subject, Map<string, number[]>>,
) {
  // The first slice does not count: some code is compiled again when the kind of request changes.
  for (let turn = 0; turn <= slices; turn++) {
    for (const subject of able) {
      const found = await scenario.slice(subject, running.get(subject)!, slice);
      if (turn === 0) continue;
      const ofSubject = costs.get(subject)!;
      for (const [at, column] of scenario.columns.entries()) {
        ofSubject.set(column, [...(ofSubject.get(column) ?? []), found[at]!]);
      }
    }
  }
}

async function measureGroup(group: readonly Subject[], services: Services): Promise<Costs> {
  const costs = new Map(group.map((subject) => [subject, new Map<string, number[]>()]));
  for (let round = 0; round < rounds; round++) await measureRound(group, services, costs);
  return costs;
}

installPeers();
await using redis = await startService("redis");
await using postgres = await startService("postgres");
await using mariadb = await startService("mariadb");
const services = { redis: redis.url, postgres: postgres.url, mariadb: mariadb.url };
const columns = scenarios.flatMap((scenario) => scenario.columns);
const [costs, ratios]: [string[][], string[][]] = [[], []];
for (const group of chosen) {
  const found = await measureGroup(group, services);
  costs.push(...costRows(group, found, columns));
  ratios.push(...ratioRows(group, found, columns));
}
const processors = cpus();
console.log(
  `Node ${process.version}, ${processors.length} x ${processors[0]?.model}; ${rounds} rounds of ${slices} times ${slice} ms, ${concurrency} visitors at once.`,
);
console.log(`\nMicroseconds of CPU time per request (median); in brackets what is added to the bare framework:\n`);
console.log(table(["framework", "store", "sessions by", ...columns], costs));
console.log(`\nOurs divided by the others, whole requests (median of the slices beside each other):\n`);
console.log(table(["framework", "store", "ours against", ...columns], ratios));
console.log(`\n${slowerCells(ratios, columns)}`);
