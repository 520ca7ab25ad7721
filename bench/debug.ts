/**
 * `npm run bench:debug [-- --sessions express-session --rounds 3 --slices 60 --slice 100 --warm-up 7000]`: what the debug
 * endpoint costs an app whose requests it records: a small Express app on memory with debug off and on, each in a process
 * of its own, on our sessions unless others are named. The two take turns, and each pair of slices beside each other is
 * compared. Other load on the machine can double both: only the pairs count that took least together. Each round starts
 * new processes.
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type DebugPair, debugPairs } from "./debug-subjects.ts";
import { median, table } from "./report.ts";
import { type Asked, measure, type Running, start, stop, visit } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    slices: { type: "string", default: "60" },
    slice: { type: "string", default: "100" },
    "warm-up": { type: "string", default: "7000" },
    sessions: { type: "string", default: "sessionscope" },
  },
});
const pair = pairOf(values.sessions);
const rounds = Number(values.rounds);
const slices = Number(values.slices);
/** Milliseconds. */
const slice = Number(values.slice);
const warmUp = Number(values["warm-up"]);
const concurrency = 16;
/** The share of the pairs that counts. */
const quietest = 1 / 4;

function pairOf(sessions: string): DebugPair {
  const found = debugPairs[sessions];
  if (!found) throw new Error(`--sessions is one of ${Object.keys(debugPairs).join(", ")}.`);
  return found;
}

interface Kind extends Asked {
  readonly name: string;
  /** The visitors send no cookie. */
  readonly withoutCookie?: boolean;
}

const kinds: readonly Kind[] = [
  { name: "without a cookie", path: () => "/untouched", size: "small", withoutCookie: true },
  { name: "untouched", path: () => "/untouched", size: "small" },
  { name: "read", path: () => "/read", size: "small" },
  { name: "change", path: () => "/change", size: "small" },
];

/** Microseconds of CPU time per request, of two slices beside each other. */
interface Pair {
  readonly off: number;
  readonly on: number;
}

const pairs = new Map(kinds.map((kind) => [kind, [] as Pair[]]));
for (let round = 0; round < rounds; round++) {
  const off = await start(pair.off, {}, concurrency);
  const on = await start(pair.on, {}, concurrency);
  for (const kind of kinds) for (const one of [off, on]) await visit(one, kind, (asked) => asked < warmUp);
  for (const kind of kinds) pairs.get(kind)!.push(...(await compare(off, on, kind)));
  for (const one of [off, on]) stop(one);
}

async function compare(off: Running, on: Running, kind: Kind): Promise<Pair[]> {
  const visitors = [...off.visitors.small, ...on.visitors.small];
  const cookies = visitors.map(({ cookie }) => cookie);
  if (kind.withoutCookie) for (const visitor of visitors) visitor.cookie = "";
  const costs: Pair[] = [];
  const ofOff = () => measure(pair.off, off, kind, slice);
  const ofOn = () => measure(pair.on, on, kind, slice);
  for (let turn = 0; turn < slices; turn++) {
    // Who is first changes from turn to turn, so that a machine that grows slower or faster favours neither.
    if (turn % 2 === 0) costs.push({ off: await ofOff(), on: await ofOn() });
    else costs.push({ on: await ofOn(), off: await ofOff() });
  }
  for (const [at, visitor] of visitors.entries()) visitor.cookie = cookies[at]!;
  return costs;
}

function quietPairs(costs: readonly Pair[]): readonly Pair[] {
  const both = ({ off, on }: Pair) => off + on;
  return costs.toSorted((one, other) => both(one) - both(other)).slice(0, Math.ceil(costs.length * quietest));
}

/** Requests that one core serves in a second of CPU time, in thousands. */
const perSecond = (costs: readonly number[]): string => (1000 / median(costs)).toFixed(1);

const rows = [...pairs].map(([{ name }, all]) => {
  const costs = quietPairs(all);
  return [
    name,
    perSecond(costs.map(({ off }) => off)),
    perSecond(costs.map(({ on }) => on)),
    median(costs.map(({ off, on }) => on - off)).toFixed(2),
    (100 * (1 - median(costs.map(({ off, on }) => off / on)))).toFixed(1),
  ];
});
const [processor] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} x ${processor?.model}; the quietest quarter of ${rounds} rounds of ${slices} times ${slice} ms, ${concurrency} visitors at once.`,
);
console.log(
  "\nThousands of requests in a second of CPU time, and what debug costs of them (medians; the last two of the pairs):\n",
);
console.log(table(["request", "debug off", "debug on", "µs added", "% lost"], rows, 1));
