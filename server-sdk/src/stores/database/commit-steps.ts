/** The statements by which a session is loaded and made, and the commits to it are written. */

import type { SessionId } from "../../core/session-key.ts";
import type { CommitResult, StoredSession } from "../../core/store.ts";
import { applyBatch } from "./apply-batch.ts";
import type { Commit } from "./batches.ts";
import type { Decision, Step } from "./engine.ts";
import { type SessionRow, toRow } from "./schema.ts";
import type { Statements } from "./statements.ts";

const gone: CommitResult = { outcome: "gone" };
export const allGone = (commits: readonly Commit[]): readonly CommitResult[] => commits.map(() => gone);

export function loading({ load }: Statements, id: SessionId): Step {
  return { statement: load, values: { id, now: Date.now() } };
}

export function creating({ create }: Statements, id: SessionId, session: StoredSession): Step {
  return { statement: create, values: { ...toRow(id, session) } };
}

interface Writing {
  /** `null`: there is nothing to write. */
  readonly step: Step | null;
  /** The answers, once that is written. */
  readonly results: readonly CommitResult[];
  /** The session then, and its id. */
  readonly session: StoredSession;
  readonly next: SessionId;
}

/** Writes what the commits make of the session, on the condition that its row is still at that revision. Only the last may rotate. */
export function writing(
  { commit, commitMoving, rotate, rotateMoving }: Statements,
  base: StoredSession,
  id: SessionId,
  commits: readonly Commit[],
): Writing {
  const applied = applyBatch(
    base,
    commits.map(({ change }) => change),
  );
  const { results, session, movesDeadline } = applied;
  const next = results.at(-1)!.outcome === "stored" ? commits.at(-1)!.next : id;
  if (session === base) return { step: null, results, session, next };
  const [staying, moving] = id === next ? [commit, commitMoving] : [rotate, rotateMoving];
  const values = { ...toRow(id, session), next, from_revision: base.revision, now: Date.now() };
  return { step: { statement: movesDeadline ? moving : staying, values }, results, session, next };
}

/** The same with the row locked, whatever its revision. */
export function deciding(
  statements: Statements,
  read: (row: SessionRow | undefined) => StoredSession | null,
  id: SessionId,
  commits: readonly Commit[],
): Decision & { readonly results: readonly CommitResult[] } {
  const decision = {
    read: { statement: statements.lock, values: { id, now: Date.now() } },
    durable: commits.at(-1)!.next !== id,
    results: allGone(commits),
    decide: (row: SessionRow | undefined): Step | null => {
      const base = read(row);
      const { step, results } = base ? writing(statements, base, id, commits) : nothing(commits);
      decision.results = results;
      return step;
    },
  };
  return decision;
}

const nothing = (commits: readonly Commit[]) => ({ step: null, results: allGone(commits) });
