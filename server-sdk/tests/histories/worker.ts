/**
 * One process of the workload: `node worker.ts <store URL> <jar folder> <name> <requests>`.
 * Some clients make requests at once for visitors whose cookies lie in the jar folder; each record is a line of JSON on stdout.
 */

import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSessions } from "sessionscope";
import { type Data, makeRequest, type Step, type Visitor } from "./visitor.ts";

const [url, jars, name, count] = process.argv.slice(2) as [string, string, string, string];
const keys = ["a", "b", "c", "d"];
const clients = 4;
/** CLOCK_MONOTONIC in microseconds: the same for every process of the machine. */
const now = (): number => Number(process.hrtime.bigint() / 1000n);
const chance = (share: number): boolean => Math.random() < share;
const some = (share: number): string[] => keys.filter(() => chance(share));

function randomStep(): Step {
  const deleted = some(0.05);
  const ends = chance(0.03) ? "cycle" : "nothing";
  return {
    read: some(0.5),
    set: some(0.3).filter((key) => !deleted.includes(key)),
    delete: deleted,
    increment: chance(0.3),
    ends,
  };
}

function currentKey(lineage: string): string {
  return readFileSync(join(jars, lineage), "utf8");
}

function moveKey({ lineage, key }: Visitor): void {
  const temporary = join(jars, `.${name}-${lineage}`);
  writeFileSync(temporary, key);
  renameSync(temporary, join(jars, lineage));
}

const sessions = await createSessions<Data>({ store: url });
const lineages = readdirSync(jars).filter((file) => !file.startsWith("."));
let made = 0;

async function client(): Promise<void> {
  while (made < Number(count)) {
    const request = `${name}.${made++}`;
    const lineage = lineages[Math.floor(Math.random() * lineages.length)]!;
    const key = currentKey(lineage);
    const visitor: Visitor = { lineage, key };
    const record = await makeRequest(sessions, visitor, request, randomStep(), now);
    if (visitor.key !== key) moveKey(visitor);
    process.stdout.write(`${JSON.stringify(record)}\n`);
  }
}

await Promise.all(Array.from({ length: clients }, client));
await sessions.close();
