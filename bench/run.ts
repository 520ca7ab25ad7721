/**
 * `npm run bench [-- --requests 2000 --rounds 5]`: every subject and scenario, interleaved round by round in one run, so that a
 * drift of the machine meets all alike. Prints medians: CPU time per request, what the session adds to it, and ratios.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startService } from "../scripts/services.ts";
import { type Subject, subjects } from "./subjects.ts";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "2000" }, rounds: { type: "string", default: "5" } },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
const concurrency = 16;

const scenarios = [
  { name: "untouched", size: "small", path: "/untouched" },
  { name: "read, small", size: "small", path: "/read" },
  { name: "change, small", size: "small", path: "/write" },
  { name: "read, 64 kB", size: "large", path: "/read" },
  { name: "change, 64 kB", size: "large", path: "/write" },
] as const;

interface Running {
  readonly subject: Subject;
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
  readonly cookies: Readonly<Record<string, string>>;
}

async function request(port: number, agent: Agent, path: string, cookie: string): Promise<string> {
  const call = get({ port, host: "127.0.0.1", path, agent, headers: { cookie } });
  const [response] = await once(call, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`);
  return [response.headers["set-cookie"] ?? []]
    .flat()
    .map((line: string) => line.split(";")[0])
    .join("; ");
}

async function start(subject: Subject, index: number, services: string): Promise<Running> {
  const child = fork(join(import.meta.dirname, "serve.ts"), [`${index}`], {
    env: { ...process.env, NODE_ENV: "production", BENCH_SERVICES: services },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const cookies: Record<string, string> = {};
  for (const size of ["small", "large"]) cookies[size] = await request(port, agent, `/seed/${size}`, "");
  return { subject, child, port, agent, cookies };
}

async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [{ cpu }] = (await once(child, "message")) as [{ cpu: number }];
  return cpu;
}

/** Microseconds of CPU time per request. */
async function measure(running: Running, path: string, cookie: string): Promise<number> {
  let left = requests;
  const client = async () => {
    while (left-- > 0) await request(running.port, running.agent, path, cookie);
  };
  const before = await cpuOf(running);
  await Promise.all(Array.from({ length: concurrency }, client));
  return ((await cpuOf(running)) - before) / requests;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const redis = await startService("redis");
const postgres = await startService("postgres");
const services = JSON.stringify({ redis: redis.url, postgres: postgres.url });
const running: Running[] = [];
try {
  for (const [index, subject] of subjects.entries()) running.push(await start(subject, index, services));
  const results = new Map<string, number[]>();
  for (let round = -1; round < rounds; round++) {
    for (const scenario of scenarios) {
      for (const one of running) {
        const cpu = await measure(one, scenario.path, one.cookies[scenario.size]!);
        const key = `${running.indexOf(one)} ${scenario.name}`;
        if (round >= 0) results.set(key, [...(results.get(key) ?? []), cpu]); // round -1 warms up
      }
    }
  }
  print(results);
} finally {
  for (const { child } of running) child.kill();
  await redis[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
}

function print(results: ReadonlyMap<string, readonly number[]>): void {
  console.log(
    `Node ${process.version}, ${rounds} rounds of ${requests} requests, ${concurrency} at once. Microseconds of CPU per request (median); in brackets what the session adds to the bare framework.\n`,
  );
  console.log(`| framework | store | sessions by | ${scenarios.map(({ name }) => name).join(" | ")} |`);
  console.log(`| --- | --- | --- |${scenarios.map(() => " ---: |").join("")}`);
  for (const [index, { framework, library, store }] of subjects.entries()) {
    const bare = subjects.findIndex((subject) => subject.framework === framework && subject.library === "none");
    const cells = scenarios.map(({ name }) => {
      const cpu = median(results.get(`${index} ${name}`)!);
      const added = cpu - median(results.get(`${bare} ${name}`)!);
      return index === bare ? cpu.toFixed(1) : `${cpu.toFixed(1)} (${added >= 0 ? "+" : ""}${added.toFixed(1)})`;
    });
    console.log(`| ${framework} | ${store} | ${library} | ${cells.join(" | ")} |`);
  }
}
