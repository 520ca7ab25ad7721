/**
 * `npm run bench:writes [-- --changes 60 --rounds 60]`: what reading and changing a stored session costs on this machine's
 * disk, without HTTP: our stores, the same bytes by hand, and stores of express-session, in turn in one process.
 */

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataOf, type Size, sizes } from "./data.ts";
import { median, table } from "./report.ts";
import { byHand } from "./writing/by-hand.ts";
import { ours } from "./writing/ours.ts";
import { installPeers, peers } from "./writing/peers.ts";
import type { Writer } from "./writing/subject.ts";

const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "60" },
    rounds: { type: "string", default: "60" },
    /** Where the sessions are: a folder on the disk to measure, where the one for temporary files is in memory. */
    folder: { type: "string", default: tmpdir() },
  },
});
const changes = Number(values.changes);
const rounds = Number(values.rounds);
const sessions = 16;

interface Cost {
  /** Microseconds for each change. */
  readonly cpu: number;
  readonly wall: number;
}

async function measure(writer: Writer, ids: readonly string[]): Promise<Cost> {
  const [before, began] = [process.cpuUsage(), performance.now()];
  for (let at = 0; at < changes; at++) {
    const answer = writer.change(ids[at % sessions]!);
    if (answer instanceof Promise) await answer;
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / changes, wall: ((performance.now() - began) * 1000) / changes };
}

async function compare(size: Size, folder: string): Promise<string[][]> {
  const subjects = [...byHand, ...ours, ...peers];
  const ids = Array.from({ length: sessions }, (_, at) => createHash("sha256").update(`${at}`).digest("base64url"));
  const measured = await Promise.all(
    subjects.map(async (subject) => {
      const writer = await subject.open(folder);
      for (const id of ids) await writer.create(id, dataOf(size));
      return { ...subject, writer, costs: [] as Cost[] };
    }),
  );
  // In the first third code is still being compiled.
  for (let round = -rounds / 2; round < rounds; round++) {
    for (const { writer, costs } of measured) {
      const cost = await measure(writer, ids);
      if (round >= 0) costs.push(cost);
    }
  }
  for (const { writer } of measured) await writer.close();
  const middle = (costs: readonly Cost[], of: keyof Cost) => median(costs.map((cost) => cost[of]));
  return measured.map(({ where, name, waits, costs }) => {
    const floor = measured.find((one) => one.where === where)!.costs;
    const ratio = median(costs.map(({ cpu }, at) => cpu / floor[at]!.cpu));
    return [
      where,
      name,
      size,
      waits,
      middle(costs, "cpu").toFixed(0),
      ratio.toFixed(2),
      middle(costs, "wall").toFixed(0),
    ];
  });
}

installPeers();
const rows: string[][] = [];
for (const size of sizes) {
  const folder = mkdtempSync(join(values.folder, "writes-"));
  try {
    rows.push(...(await compare(size, folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
console.log(`Node ${process.version}, ${rounds} rounds of ${changes} changes, one after the other.\n`);
console.log("Microseconds for a change (median); the ratio is that of the CPU time (median of the pairs):\n");
const head = ["where", "by", "session", "an answer has waited for", "CPU", "by hand = 1", "until answered"];
console.log(
  table(
    head,
    rows.sort(([a], [b]) => (a! < b! ? -1 : 1)),
    4,
  ),
);
// A peer's timer would keep the process.
process.exit();
