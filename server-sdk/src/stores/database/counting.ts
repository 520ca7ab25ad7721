/** How many sessions there are, without looking at each. */

import type { SessionCount } from "../../core/store.ts";
import type { Outcome, Step } from "./engine.ts";
import type { ListStatements, Order } from "./list-statements.ts";

/** Rows that are looked at. An estimate by so many is off by 3 % as a rule. */
const sampled = 1000;
const byId: Order = { column: null, descending: false };
/** Up to so many dead sessions are counted, by their index. */
const mostCounted = 10_000;

export async function countSessions(
  of: "all" | "expired",
  statements: ListStatements,
  run: (step: Step) => Promise<Outcome>,
): Promise<SessionCount> {
  const values = { now: Date.now() };
  if (of === "expired") {
    const { dead } = numbersIn(await run({ statement: statements.dead(mostCounted + 1), values }));
    if (dead <= mostCounted) return { count: dead, exact: true };
  }
  if (of === "all") {
    // By the index of the ids alone.
    const { rows } = await run({ statement: statements.stretch(sampled, byId), values: { after: "" } });
    if (rows[0]) return { count: Math.round(sampled / shareUpTo(rows[0].id)), exact: false };
  }
  const { found, dead, last } = numbersIn(await run({ statement: statements.sample(sampled), values }));
  const count = of === "expired" ? dead : found;
  if (found < sampled) return { count, exact: true };
  return { count: Math.round(count / shareUpTo(last)), exact: false };
}

function numbersIn({ rows: [row] }: Outcome) {
  const { found = 0, dead = 0, last_id = "" } = row as unknown as { found?: number; dead?: number; last_id?: string };
  return { found: Number(found), dead: Number(dead), last: last_id };
}

/** The characters of ids in the order of their bytes. */
const alphabet = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** The share of all possible ids that are not after this one. Ids are hashes: so large a share of the sessions has them. */
function shareUpTo(id: string): number {
  let share = 0;
  let weight = 1;
  for (const character of id.slice(0, 8)) {
    weight /= alphabet.length;
    share += alphabet.indexOf(character) * weight;
  }
  return share + weight;
}
