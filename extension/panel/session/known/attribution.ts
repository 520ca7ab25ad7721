/** Who made a change. Several commits may lie between two readings: a change is put to the last that touched its value. Pure. */

import type { Cause, Commit, SessionState } from "sessionscope/protocol";
import { isWithin, type Path } from "../../../json/path.ts";
import type { KnownEntry } from "./entry.ts";
import type { Transition } from "./known-session.ts";

/** What one commit did to a value, or to the key it is in. */
export interface EarlierChange {
  readonly kind: Commit["changes"][number]["kind"];
  readonly cause: Cause;
  readonly revision: number;
}

export interface Attribution {
  /** null: nothing was recorded. */
  readonly cause: Cause | null;
  /** Of the commit; of the reading where that is not known. */
  readonly revision: number;
  /** What other commits did to it before, since the last reading; the last first. */
  readonly earlier: readonly EarlierChange[];
}

interface Touch extends EarlierChange {
  /** Where in the value of the key; undefined: perhaps anywhere. */
  readonly paths: readonly Path[] | undefined;
}

/** @returns what tells for a value, and for its key before and after, who changed it between the two states. */
export function attributing({ before, after, endedBy }: Transition) {
  const { session } = after!;
  const old = before!.session;
  const same = sameSession(old, session);
  const touches = touchesOf((session.commits ?? []).filter(({ revision }) => !same || revision > old.revision));

  return (path: Path, was: KnownEntry | undefined, is: KnownEntry | undefined): Attribution => {
    const all = touches.get(String(path[0])) ?? [];
    const fitting = all.filter(({ paths }) => paths?.some((one) => meet(one, path)) ?? true);
    const [last, ...earlier] = (fitting.length > 0 ? fitting : all.slice(-1)).toReversed();
    if (last !== undefined) return { cause: last.cause, revision: last.revision, earlier };
    const { revision } = session;
    if (!same && is === undefined) return { cause: endedBy, revision, earlier: [] };
    // No commit is told of. What is recorded of the key counts if it is new.
    const told = is?.changed ?? null;
    const isNew = !same || JSON.stringify(told) !== JSON.stringify(was?.changed ?? null);
    return { cause: isNew ? told : null, revision, earlier: [] };
  };
}

/**
 * The cause to show beside a value. @param seen the last change of it that was seen; @param recorded what the server has
 * of its key: out of date where a change was seen that nobody has recorded.
 */
export function lastCause(seen: Attribution | null, recorded: Cause | null): Cause | null {
  return seen !== null && seen.cause === null ? null : (recorded ?? seen?.cause ?? null);
}

function touchesOf(commits: readonly Commit[]): ReadonlyMap<string, readonly Touch[]> {
  const touches = new Map<string, Touch[]>();
  for (const { changes, cause, revision } of commits) {
    for (const { key, kind, paths } of changes) {
      const touch = { kind, cause, revision, paths: paths?.map((path): Path => [key, ...path]) };
      const known = touches.get(key);
      if (known === undefined) touches.set(key, [touch]);
      else known.push(touch);
    }
  }
  return touches;
}

/** Its handle is another one once its key was cycled. */
export const sameSession = (a: SessionState, b: SessionState): boolean =>
  a.handle === b.handle || (a.createdAt !== null && a.createdAt === b.createdAt);

const meet = (a: Path, b: Path) => isWithin(a, b) || isWithin(b, a);
