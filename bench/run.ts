/**
 * `npm run bench [-- --requests 2000 --rounds 5 --warm-up 6000 --store Redis]`: every subject and scenario, each server in a process of its own,
 * interleaved round by round in one run, so that a drift of the machine meets all alike.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services.ts";
import type { Size } from "./data.ts";
import { costs, ratios } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { type Subject, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "2000" },
    rounds: { type: "string", default: "5" },
    "warm-up": { type: "string", default: "6000" },
    store: { type: "string" },
  },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
/** Requests of each kind before the first round: code that is still being compiled costs several times as much. */
const warmUp = Number(values["warm-up"]);
const chosen = subjects.filter(({ store }) => store === "-" || !values.store || store === values.store);
const concurrency = 16;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
  /** One visitor per client: requests that change one session at once are another matter. */
  readonly cookies: Readonly<Record<Size, readonly string[]>>;
}

async function request(port: number, agent: Agent, path: string, cookie: string): Promise<string> {
  const call = get({ port, host: "127.0.0.1", path: encodeURI(path), agent, headers: { cookie } });
  const [response] = await once(call, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`);
  const set: string[] = [response.headers["set-cookie"] ?? []].flat();
  return set.map((line) => line.split(";")[0]).join("; ");
}

async function start(subject: Subject, services: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, "serve.ts"), [`${subjects.indexOf(subject)}`], {
    env: { ...process.env, NODE_ENV: "production", BENCH_SERVICES: services },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const seed = (size: Size) =>
    Promise.all(Array.from({ length: concurrency }, () => request(port, agent, `/seed/${size}`, "")));
  return { child, port, agent, cookies: { small: await seed("small"), "64 kB": await seed("64 kB") } };
}

async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: number }];
  return cpu;
}

/** Microseconds of CPU time per request. */
async function measure(running: Running, { path, size }: Scenario, requests: number): Promise<number> {
  let left = requests;
  const client = async (cookie: string) => {
    while (left-- > 0) await request(running.port, running.agent, path, cookie);
  };
  const before = await cpuOf(running);
  await Promise.all(running.cookies[size].map(client));
  return ((await cpuOf(running)) - before) / requests;
}

const redis = await startService("redis");
const postgres = await startService("postgres");
const services = JSON.stringify({ redis: redis.url, postgres: postgres.url });
const running = new Map<Subject, Running>();
try {
  for (const subject of chosen) running.set(subject, await start(subject, services));
  const results = new Map(
    chosen.map((subject) => [subject, new Map(scenarios.map((scenario) => [scenario, [] as number[]]))]),
  );
  for (let round = -1; round < rounds; round++) {
    for (const scenario of scenarios) {
      for (const [subject, server] of running) {
        if (round < 0) await measure(server, scenario, warmUp);
        else
          results
            .get(subject)!
            .get(scenario)!
            .push(await measure(server, scenario, requests));
      }
    }
  }
  const processors = cpus();
  console.log(
    `Node ${process.version}, ${processors.length} x ${processors[0]?.model}; ${rounds} rounds of ${requests} requests, ${concurrency} visitors at once.`,
  );
  console.log(`\nMicroseconds of CPU time per request (median); in brackets what is added to the bare framework:\n`);
  console.log(costs(chosen, results));
  console.log(`\nOurs divided by the others, whole requests (median of the rounds):\n`);
  console.log(ratios(chosen, results));
} finally {
  for (const { child } of running.values()) child.kill();
  await redis[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
}
