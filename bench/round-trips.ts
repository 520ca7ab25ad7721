/**
 * `npm run bench:stores [-- --requests 640 --rounds 400]`: measures a session's round trips to a database server, without
 * HTTP. Our store and the driver by hand take turns in one process.
 */

import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { openStore, type Store } from "sessionscope";
import { startService } from "../scripts/services/services.ts";
import { type BareClient, barePostgres, bareRedis } from "./bare-clients.ts";
import { dataOf, type Size, sizes } from "./data.ts";
import { median, table } from "./report.ts";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "640" }, rounds: { type: "string", default: "400" } },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
const concurrency = 16;
/** Milliseconds. */
const weeks = 1_209_600_000;

type Id = Parameters<Store["load"]>[0];

/** Makes the round trips of a client by hand through one of our stores. */
function asClient(store: Store): BareClient {
  const load = async (id: string) => {
    const session = await store.load(id as Id);
    if (session === null) throw new Error("There is no such session.");
    return { session, n: JSON.parse(session.entries.get("n")!) as number };
  };
  return {
    async create(data) {
      const id = randomUUID() as string as Id;
      const now = Date.now();
      const entries = new Map(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
      const times = { createdAt: now, modifiedAt: now, expiresAt: now + weeks };
      await store.create(id, { ...times, entries, expiry: null, revision: 1, user: null });
      return id;
    },
    read: async (id) => (await load(id)).n,
    close: async () => store.close?.(),
    async change(id) {
      const { session, n } = await load(id);
      const now = Date.now();
      await store.commit(id as Id, {
        ...{ set: new Map([["n", JSON.stringify(n + 1)]]), delete: new Set(), clear: false, modifiedAt: now },
        ...{ expiry: { from: session.expiry, to: undefined, expiresAt: now + weeks }, user: undefined },
      });
    },
  };
}

interface Measured {
  readonly client: BareClient;
  readonly ids: readonly string[];
}

async function prepare(client: BareClient, size: Size): Promise<Measured> {
  const ids = await Promise.all(Array.from({ length: concurrency }, () => client.create(dataOf(size))));
  return { client, ids };
}

/** Microseconds of CPU time for each. */
async function measure({ client, ids }: Measured, work: "read" | "change", requests: number): Promise<number> {
  let left = requests;
  const before = process.cpuUsage();
  await Promise.all(
    ids.map(async (id) => {
      while (left-- > 0) await client[work](id);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

/** A row of the table. Other load on the machine changes slower than two measurements take, so the pairs are compared one by one. */
async function compare(work: "read" | "change", size: Size, bare: BareClient, ours: BareClient): Promise<string[]> {
  const [theirs, own] = [await prepare(bare, size), await prepare(ours, size)];
  const share = size === "small" ? requests : requests / 4;
  const pairs: [bare: number, ours: number][] = [];
  for (let round = 0; round < rounds; round++) {
    const pair: [number, number] = [await measure(theirs, work, share), await measure(own, work, share)];
    if (round >= rounds / 2) pairs.push(pair); // Before, code is still being compiled.
  }
  const ratio = median(pairs.map(([bare, ours]) => ours / bare));
  return [...[0, 1].map((at) => median(pairs.map((pair) => pair[at]!)).toFixed(1)), ratio.toFixed(2)];
}

const rows: string[][] = [];
for (const [name, kind, connect] of [
  ["Redis", "redis", bareRedis],
  ["PostgreSQL", "postgres", barePostgres],
] as const) {
  await using service = await startService(kind);
  const store = (await openStore(service.url)) as Store;
  await store.migrate?.();
  const [bare, ours] = [await connect(service.url), asClient(store)];
  for (const work of ["read", "change"] as const) {
    for (const size of sizes) rows.push([name, work, size, ...(await compare(work, size, bare, ours))]);
  }
  for (const client of [bare, ours]) await client.close();
}
console.log(`Node ${process.version}, ${rounds} rounds of ${requests}, ${concurrency} at once.\n`);
console.log("Microseconds of CPU time (median), and ours divided by the driver's (median of the pairs):\n");
console.log(table(["store", "what", "session", "the client by hand", "our store", "ratio"], rows, 3));
