/**
 * `npm run bench -- --check [words]`: fails when a session costs more beside a peer's than check/limits.ts allows. Every
 * ratio comes from slices that were measured beside each other, in several new processes: the memory layout that a process
 * happens to get can move it by a tenth.
 */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startService } from "../scripts/services/services.ts";
import type { CheckedServices } from "./check/apps.ts";
import { fewLimits, type Limits, limits, type Use, uses } from "./check/limits.ts";
import { median, table } from "./report.ts";

/** Processes that measure a trio: more of them where the first have passed a limit, before that is said. */
export interface Effort {
  readonly first: number;
  readonly more: number;
}
const thorough: Effort = { first: 3, more: 4 };
/** Half of what is slower by less than the limit leaves would be missed by one process; four ratios are seldom all missed. */
const quick: Effort = { first: 1, more: 6 };

export interface Verdict {
  readonly name: string;
  readonly peer: string;
  readonly use: Use;
  readonly ratio: number;
  readonly limit: number;
}

const exec = promisify(execFile);

/** Measures these uses in a process of its own. */
async function ratiosOf(name: string, wanted: readonly Use[], services: CheckedServices): Promise<Record<Use, number>> {
  const args = ["--conditions=@sessionscope/source", join(import.meta.dirname, "check/slices.ts"), name, ...wanted];
  const env = { ...process.env, NODE_ENV: "production", BENCH_SERVICES: JSON.stringify(services) };
  const { stdout } = await exec(process.execPath, args, { env });
  return JSON.parse(stdout) as Record<Use, number>;
}

async function verdictsOn(
  name: string,
  { peer, ...limitOf }: Limits,
  { first, more }: Effort,
  services: CheckedServices,
): Promise<Verdict[]> {
  const ratios = new Map(uses.filter((use) => limitOf[use] !== undefined).map((use) => [use, [] as number[]]));
  const measure = async (wanted: readonly Use[], times: number) => {
    for (let time = 0; time < times && wanted.length > 0; time++) {
      const found = await ratiosOf(name, wanted, services);
      for (const use of wanted) ratios.get(use)!.push(found[use]);
    }
  };
  await measure([...ratios.keys()], first);
  const passed = [...ratios].filter(([use, found]) => median(found) > limitOf[use]!).map(([use]) => use);
  await measure(passed, more);
  return [...ratios].map(([use, found]) => ({ name, peer, use, ratio: median(found), limit: limitOf[use]! }));
}

/** `words`: only the trios whose names hold them. */
export async function check(words: string): Promise<readonly Verdict[]> {
  await using redis = await startService("redis");
  await using postgres = await startService("postgres");
  const chosen = Object.entries(limits).filter(([name]) => name.includes(words));
  return verdictsOnAll(chosen, thorough, { redis: redis.url, postgres: postgres.url });
}

/** A few limits, without a database: a quarter of a minute, or some minutes on a machine that has work for ten. */
export const quickCheck = (): Promise<readonly Verdict[]> => verdictsOnAll(Object.entries(fewLimits), quick, {});

async function verdictsOnAll(
  chosen: readonly (readonly [string, Limits])[],
  effort: Effort,
  services: CheckedServices,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [name, one] of chosen) verdicts.push(...(await verdictsOn(name, one, effort, services)));
  return verdicts;
}

export const isTooSlow = ({ ratio, limit }: Verdict): boolean => ratio > limit;

/** A table in Markdown, and a sentence on each limit that was passed. */
export function reportOn(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ name, peer, use, ratio, limit }) => [
    name,
    peer,
    use,
    ratio.toFixed(3),
    limit.toFixed(3),
  ]);
  const sentences = verdicts.filter(isTooSlow).map(({ name, peer, use, ratio, limit }) => {
    const share = (100 * (ratio / limit - 1)).toFixed(0);
    return `${name}, ${use}: sessionscope costs ${ratio.toFixed(3)} of ${peer}, ${share} % more than the limit of ${limit}.`;
  });
  return [table(["framework and store", "peer", "use", "ratio", "limit"], rows), ...sentences].join("\n");
}
