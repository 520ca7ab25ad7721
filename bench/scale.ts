/**
 * `npm run bench:scale [-- --store SQLite --sizes 1000,100000,1000000 --rounds 40 --clearings 3]`: stores of several sizes in
 * turn: loads, commits, first pages and searches; requests while a tenth as many dead sessions are cleared away; and what a
 * session takes up.
 */

import { parseArgs } from "node:util";
import type { Engine } from "./listing/engine.ts";
import { engines } from "./listing/engines.ts";
import { median, table } from "./report.ts";
import { type Clearing, clearing } from "./scale/clearing.ts";
import { bytesInMemory } from "./scale/memory.ts";
import { costsAt, operationsOf } from "./scale/operations.ts";
import { type Place, placeWith } from "./scale/place.ts";

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    sizes: { type: "string", default: "1000,100000,1000000" },
    rounds: { type: "string", default: "40" },
    clearings: { type: "string", default: "3" },
  },
});
const sizes = values.sizes.split(",").map(Number);
const rounds = Number(values.rounds);
const named = (count: number): string => count.toLocaleString("en-US");
const bytesOf = (bytes: number | null): string => (bytes === null ? "-" : bytes.toFixed(0));

const [asked, cleared, kept]: [string[][], string[][], string[][]] = [[], [], []];
if (!values.store || values.store === "memory") {
  for (const size of sizes) kept.push(["memory", named(size), bytesOf(await bytesInMemory(size)), "-"]);
}
for (const engine of engines.filter(({ name }) => (values.store ?? name) === name)) await measure(engine);
const columns = sizes.flatMap((size, at) => (at === 0 ? [named(size)] : [named(size), "ratio"]));
console.log(table(["store", "what", ...columns], asked, 2));
console.log();
const head = [
  "store",
  "sessions",
  "cleared in s",
  "half ms",
  "meanwhile",
  "99 % ms",
  "meanwhile",
  "ratio",
  "slowest ms",
];
console.log(table([...head, "meanwhile"], cleared, 2));
console.log();
console.log(table(["store", "sessions", "bytes in memory", "bytes on disk"], kept, 2));

async function measure(engine: Engine): Promise<void> {
  const places: Place[] = [];
  for (const size of sizes) {
    const begun = performance.now();
    const place = await placeWith(engine, size);
    console.error(`${engine.name}: ${named(size)} in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    places.push(place);
    kept.push([engine.name, named(size), bytesOf(place.bytes.memory), bytesOf(place.bytes.disk)]);
  }
  for (const operation of operationsOf(engine)) {
    const costs = await costsAt(places, operation, rounds);
    const cells = costs.flatMap(({ ms, ratio }, at) => [ms.toFixed(3), ...(at === 0 ? [] : [ratio.toFixed(2)])]);
    console.error(`${engine.name}, ${operation.name}: ${cells.join(" ")}`);
    asked.push([engine.name, operation.name, ...cells]);
  }
  for (const place of places) await measureClearing(engine, place);
  for (const place of places) await place.end();
}

async function measureClearing({ name }: Engine, place: Place): Promise<void> {
  const runs: Clearing[] = [];
  for (let run = 0; run < Number(values.clearings); run++) runs.push(await clearing(place));
  const of = (figure: (run: Clearing) => number) => median(runs.map(figure));
  const row = [
    name,
    named(place.count),
    runs[0]!.seconds === null ? "-" : of(({ seconds }) => seconds!).toFixed(1),
    ...(["half", "most", "slowest"] as const).flatMap((figure) => [
      of(({ otherwise }) => otherwise[figure]).toFixed(1),
      of(({ meanwhile }) => meanwhile[figure]).toFixed(1),
      ...(figure === "most" ? [of(({ meanwhile, otherwise }) => meanwhile.most / otherwise.most).toFixed(2)] : []),
    ]),
  ];
  console.error(row.join(" | "));
  cleared.push(row);
}
