/**
 * One process of the workload: `node worker.ts <store URL> <jar folder> <name> <requests>`.
 * Several clients make requests concurrently for the visitors in the jar. Each record is a line of JSON on stdout.
 */

import { createSessions } from "sessionscope";
import { openServerStore } from "../open-server-store.ts";
import { JarFolder } from "./jars.ts";
import { Load } from "./load.ts";
import type { Data } from "./visitor.ts";

const [url, folder, name, count] = process.argv.slice(2) as [string, string, string, string];
const clients = 4;
/** CLOCK_MONOTONIC in microseconds, which is the same in every process of the machine. */
const now = (): number => Number(process.hrtime.bigint() / 1000n);

/** No request may fail here, so writers wait longer for each other than in an app: the machine may be busy. */
const patient = { loadTimeout: 20_000, commitTimeout: 20_000 };

const sessions = await createSessions<Data>({ store: await openServerStore(url, patient) });
const load = new Load(sessions, new JarFolder(folder), name, now);
let ended = 0;
await load.run(
  clients,
  (record) => {
    ended++;
    process.stdout.write(`${JSON.stringify(record)}\n`);
  },
  () => ended >= Number(count),
);
await sessions.close();
