/**
 * `npm run bench [-- --rounds 2 --slices 10 --slice 200 --warm-up 7000 --store Redis]`: measures every subject in every
 * scenario. Each server has a process of its own. The servers take turns, one slice of time each, so that other load on the
 * machine affects them alike, and a slice is compared with the slices next to it. Each round starts new processes: the
 * memory layout that a process happens to get can decide a third of its time.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services/services.ts";
import type { Size } from "./data.ts";
import { costs, ratios } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { type Subject, subjects } from "./subjects.ts";
import { Visitor } from "./visitor.ts";

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

interface Running {
  readonly child: ChildProcess;
  /** One session per client, so that no two requests change the same session at once. */
  readonly visitors: Readonly<Record<Size, readonly Visitor[]>>;
}

async function start(subject: Subject, services: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, "serve.ts"), [`${subjects.indexOf(subject)}`], {
    env: { ...process.env, NODE_ENV: "production", BENCH_SERVICES: services },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const signIn = async (size: Size): Promise<Visitor> => {
    const visitor = await Visitor.at(port);
    await visitor.ask(`/seed/${size}`);
    return visitor;
  };
  const several = (size: Size) => Promise.all(Array.from({ length: concurrency }, () => signIn(size)));
  return { child, visitors: { small: await several("small"), "64 kB": await several("64 kB") } };
}

function stop({ child, visitors }: Running): void {
  for (const visitor of [...visitors.small, ...visitors["64 kB"]]) visitor[Symbol.dispose]();
  child.kill();
}

async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: number }];
  return cpu;
}

/**
 * Busy-waits instead of sleeping: to wake this process would cost the server CPU time, and a slower server would pay more
 * of it. Used only where the server needs no second process, such as a database.
 */
function stayAwake(): Disposable {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return { [Symbol.dispose]: () => clearImmediate(turn) };
}

/** Sends requests while `more` is true. @returns how many were sent. */
async function visit(
  { visitors }: Running,
  { path, size }: Scenario,
  more: (asked: number) => boolean,
): Promise<number> {
  let asked = 0;
  const visits = visitors[size].map(async (visitor) => {
    for (; more(asked); asked++) await visitor.ask(path);
  });
  await Promise.all(visits);
  return asked;
}

/** Microseconds of CPU time per request. */
async function measure(subject: Subject, running: Running, scenario: Scenario): Promise<number> {
  using _awake = isAlone(subject) ? stayAwake() : null;
  const before = await cpuOf(running);
  const end = performance.now() + slice;
  const requests = await visit(running, scenario, () => performance.now() < end);
  return ((await cpuOf(running)) - before) / requests;
}

const isAlone = ({ store }: Subject): boolean => store === "-" || store === "memory";

/** Some peers need milliseconds for a large session: a fifth of the requests is enough to warm them up. */
const share = ({ size }: Scenario): number => (size === "small" ? 1 : 1 / 5);

const redis = await startService("redis");
const postgres = await startService("postgres");
const services = JSON.stringify({ redis: redis.url, postgres: postgres.url });
const results = new Map(chosen.map((subject) => [subject, new Map(scenarios.map((one) => [one, [] as number[]]))]));
try {
  for (let round = 0; round < rounds; round++) {
    const running = new Map<Subject, Running>();
    for (const subject of chosen) running.set(subject, await start(subject, services));
    for (const scenario of scenarios) {
      const enough = warmUp * share(scenario);
      for (const subject of chosen) await visit(running.get(subject)!, scenario, (asked) => asked < enough);
    }
    for (const scenario of scenarios) {
      // The first slice does not count: some code is compiled again when the kind of request changes.
      for (let turn = 0; turn <= slices; turn++) {
        for (const subject of chosen) {
          const cost = await measure(subject, running.get(subject)!, scenario);
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
