/**
 * Two apps serve mixed load on one store while faults happen and expired sessions are cleared. The test checks every
 * history, and that the apps hold no more memory at the end than at the start. `npm test` plays one round for each fault;
 * `npm run test:long` plays rounds for `SOAK_MINUTES`, divided among the stores.
 */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FaultName, faults } from "./faults.ts";
import { Site } from "./site.ts";

const minutes = Number(process.env.SOAK_MINUTES ?? 0);
/** Requests of each app in a round: far more than the extra requests at the end of a fault. */
const requests = minutes > 0 ? 1000 : 150;
/** The handles that may remain: the connections of a pool, with a timer or two for each. */
const allowance = 25;
/** Bytes that bounded caches may hold. */
const heapAllowance = 32 * 1024 * 1024;

const withoutServer: readonly FaultName[] = [
  "nothing happens",
  "an app is killed and started again",
  "the clock of one host is an hour behind",
];
const everything = Object.keys(faults) as FaultName[];

const sites = [
  {
    name: "SQLite",
    kind: (folder: string) => `sqlite:${join(folder, "s.db")}`,
    long: withoutServer,
    short: withoutServer,
  },
  { name: "files", kind: (folder: string) => `file:${folder}`, long: withoutServer, short: withoutServer },
  {
    name: "Redis",
    kind: "redis",
    long: everything,
    short: ["nothing happens", "the server is killed and started again", "answers get lost"],
  },
  {
    name: "PostgreSQL",
    kind: "postgres",
    long: everything,
    short: ["nothing happens", "the server is killed and started again", "the network stalls"],
  },
  {
    name: "MariaDB",
    kind: "mariadb",
    long: everything,
    short: ["nothing happens", "the server is killed and started again", "connections are cut"],
  },
] as const satisfies readonly {
  readonly name: string;
  readonly kind: Parameters<typeof Site.open>[0];
  readonly long: readonly FaultName[];
  readonly short: readonly FaultName[];
}[];

const embedded = sites.filter(({ kind }) => typeof kind === "function");

describe.each(process.env.STORES === "embedded" ? embedded : sites)("on $name", ({ kind, long, short }) => {
  test("keeps every promise and leaks nothing", { timeout: 120_000 + minutes * 60_000 }, async () => {
    const until = performance.now() + (minutes * 60_000) / sites.length;
    const plan: readonly FaultName[] = minutes > 0 ? long : short;
    await using site = await Site.open(kind);
    await site.round(requests, faults["nothing happens"]);
    const first = site.counts;
    do {
      for (const name of plan) await site.round(requests, faults[name]);
    } while (performance.now() < until);
    for (const { requests: alive, openFiles, resources, heap } of site.counts) {
      expect(alive).toBe(0);
      const before = { openFiles: most(first, "openFiles"), resources: most(first, "resources") };
      expect(openFiles).toBeLessThanOrEqual(before.openFiles + allowance);
      expect(resources).toBeLessThanOrEqual(before.resources + allowance);
      expect(heap).toBeLessThan(most(first, "heap") + heapAllowance);
    }
    expect(await site.end()).toEqual([0, 0]);
  });
});

function most<Key extends string>(counts: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return Math.max(...counts.map((count) => count[key]));
}
