/**
 * `npm run bench:debug [-- --sessions express-session,h3 --rounds 3 --slices 60 --slice 100 --warm-up 7000]`: what the debug
 * endpoint costs an app whose requests it records: a small app with debug off and on, each in a process of its own, on our
 * sessions unless other libraries' are named, or `all`. The two take turns, and each pair of slices beside each other is
 * compared. Other load on the machine can double both: only the pairs count that took least together. Each round starts
 * new processes.
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type DebugPair, debugPairs } from "./debug-subjects.ts";
import { median, table } from "./report.ts";
import { type Asked, measure, type Running, start, stop, visit } from "./server-process.ts";
import { installPeers } from "./subjects/peers.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    slices: { type: "string", default: "60" },
    slice: { type: "string", default: "100" },
    "warm-up": { type: "string", default: "7000" },
    sessions: { type: "string", default: "sessionscope" },
  },
});
const chosen = values.sessions === "all" ? Object.keys(debugPairs) : values.sessions.split(",");
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
  if (!found) throw new Error(`--sessions names some of ${Object.keys(debugPairs).join(", ")}.`);
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

async function measureRound(pair: DebugPair, costs: ReadonlyMap<Kind, Pair[]>): Promise<void> {
  const off = await start(pair.off, {}, concurrency);
  const on = await start(pair.on, {}, concurrency);
  for (const kind of kinds) for (const one of [off, on]) await visit(one, kind, (asked) => asked < warmUp);
  for (const [kind, found] of costs) found.push(...(await compare(pair, { off, on }, kind)));
  for (const one of [off, on]) stop(one);
}

interface RunningPair {
  readonly off: Running;
  readonly on: Running;
}

async function compare(pair: DebugPair, { off, on }: RunningPair, kind: Kind): Promise<Pair[]> {
  const visitors = [...off.visitors.small, ...on.visitors.small];
  for (const visitor of visitors) visitor.hasCookies = !kind.withoutCookie;
  const costs: Pair[] = [];
  const ofOff = () => measure(pair.off, off, kind, slice);
  const ofOn = () => measure(pair.on, on, kind, slice);
  for (let turn = 0; turn < slices; turn++) {
    // Who is first changes from turn to turn, so that a machine that grows slower or faster favours neither.
    if (turn % 2 === 0) costs.push({ off: await ofOff(), on: await ofOn() });
    else costs.push({ on: await ofOn(), off: await ofOff() });
  }
  return costs;
}

function quietPairs(costs: readonly Pair[]): readonly Pair[] {
  const both = ({ off, on }: Pair) => off + on;
  return costs.toSorted((one, other) => both(one) - both(other)).slice(0, Math.ceil(costs.length * quietest));
}

function rowOf(sessions: string, { name }: Kind, all: readonly Pair[]): string[] {
  const costs = quietPairs(all);
  return [
    sessions,
    name,
    median(costs.map(({ off }) => off)).toFixed(1),
    median(costs.map(({ on, off }) => on - off)).toFixed(2),
    (100 * (median(costs.map(({ off, on }) => on / off)) - 1)).toFixed(1),
  ];
}

installPeers();
const rows: string[][] = [];
for (const sessions of chosen) {
  const pair = pairOf(sessions);
  const costs = new Map(kinds.map((kind) => [kind, [] as Pair[]]));
  for (let round = 0; round < rounds; round++) await measureRound(pair, costs);
  rows.push(...[...costs].map(([kind, all]) => rowOf(sessions, kind, all)));
}
const [processor] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} x ${processor?.model}; the quietest quarter of ${rounds} rounds of ${slices} times ${slice} ms, ${concurrency} visitors at once.`,
);
console.log(
  "\nMicroseconds of CPU time of a request, and what debug adds to it (medians; the last two of the pairs):\n",
);
console.log(table(["sessions", "request", "µs, debug off", "µs added", "% added"], rows, 2));
