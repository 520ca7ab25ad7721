/** Whether a browser did what the rules say. */

import type { Cookie } from "../cookie.ts";
import type { Outcome } from "./outcome.ts";
import { ageSlack } from "./outcome.ts";

/** Loads of which nothing is known do not count. */
export function agree(expected: Outcome, seen: Outcome): boolean {
  const loads = Object.keys(expected.sent) as (keyof Outcome["sent"])[];
  return (
    sameCookie(expected.stored, seen.stored) &&
    loads.every((load) => seen.sent[load] === null || seen.sent[load] === expected.sent[load])
  );
}

function sameCookie(a: Cookie | null, b: Cookie | null): boolean {
  if (a === null || b === null) return a === b;
  const facts = ({ expiresAt, partition, ...rest }: Cookie) =>
    JSON.stringify([Object.entries(rest).toSorted(), partition?.topLevelSite ?? null, expiresAt === null]);
  return facts(a) === facts(b) && Math.abs((a.expiresAt ?? 0) - (b.expiresAt ?? 0)) < ageSlack;
}
