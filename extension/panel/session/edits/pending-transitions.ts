/** Pending edits: being sent, waiting, or in conflict. Pure: each function returns the next state. */

import { applyEdits, type EditProblem, mergeInto, rawAt, type Texts, type ValueEdit } from "../../../json/edit.ts";
import { isWithin, pathId } from "../../../json/path.ts";

export type PendingEdit = {
  readonly edit: ValueEdit;
  /** Edits made as one are saved and undone as one. */
  readonly group: number;
} & (
  | { readonly phase: "saving" }
  /** The server was away, or the session was gone. It is sent when the user says so. */
  | { readonly phase: "waiting" }
  /** Somebody else has changed the value. The user chooses. */
  | { readonly phase: "conflict"; readonly problem: EditProblem }
);

export type Conflict = Extract<PendingEdit, { phase: "conflict" }>;

/** By path id. A value has one pending edit at most. */
export type PendingEdits = ReadonlyMap<string, PendingEdit>;

export const nonePending: PendingEdits = new Map();

export const ofPhase = (pending: PendingEdits, phase: PendingEdit["phase"]): readonly PendingEdit[] =>
  [...pending.values()].filter((one) => one.phase === phase);

export const conflictsIn = (pending: PendingEdits): readonly Conflict[] =>
  [...pending.values()].filter((one) => one.phase === "conflict");

export const withPending = (pending: PendingEdits, added: readonly PendingEdit[]): PendingEdits =>
  added.length === 0 ? pending : new Map([...pending, ...added.map((one) => [pathId(one.edit.path), one] as const)]);

export function withoutEdits(pending: PendingEdits, edits: readonly ValueEdit[]): PendingEdits {
  if (edits.length === 0) return pending;
  const ids = new Set(edits.map(({ path }) => pathId(path)));
  return new Map([...pending].filter(([id]) => !ids.has(id)));
}

/** Puts edits into a phase. */
export const inPhase = (
  pending: PendingEdits,
  edits: readonly ValueEdit[],
  group: number,
  phase: "saving" | "waiting",
): PendingEdits =>
  withPending(
    pending,
    edits.map((edit) => ({ edit, group, phase })),
  );

/** Makes conflicts of values that somebody else has changed. A name that is taken, or gone, is no conflict: the user can choose another. */
export const withConflicts = (pending: PendingEdits, problems: readonly EditProblem[], group: number): PendingEdits =>
  withPending(
    pending,
    problems
      .filter(({ edit }) => edit.kind !== "rename")
      .map((problem) => ({ edit: problem.edit, group, phase: "conflict", problem })),
  );

/** Without a session there is no other value to choose: conflicts wait. */
export const withoutChoices = (pending: PendingEdits): PendingEdits =>
  withPending(
    pending,
    conflictsIn(pending).map(({ edit, group }) => ({ edit, group, phase: "waiting" })),
  );

/**
 * New edits meet those that wait. An edit inside a value that still waits becomes part of that one; an edit around values
 * that wait replaces theirs. @returns the edits that stay pending, and those to send.
 */
export function supersede(
  pending: PendingEdits,
  edits: readonly ValueEdit[],
): { readonly pending: PendingEdits; readonly edits: readonly ValueEdit[] } {
  const waiting = ofPhase(pending, "waiting").map(({ edit }) => edit);
  const merged = edits.map((edit) => {
    const around = waiting.find((outer) => writesAround(outer, edit));
    return around === undefined ? edit : mergeInto(around, edit);
  });
  const replaced = waiting.filter(({ path }) => edits.some((edit) => isWithin(path, edit.path)));
  return { pending: withoutEdits(pending, replaced), edits: merged };
}

const writesAround = ({ kind, path }: ValueEdit, { path: inner }: ValueEdit) =>
  (kind === "insert" || kind === "replace") && path.length < inner.length && isWithin(inner, path);

/** The waiting edits, grouped as they were made. */
export const waitingSteps = (pending: PendingEdits): readonly (readonly PendingEdit[])[] => [
  ...Map.groupBy(ofPhase(pending, "waiting"), ({ group }) => group).values(),
];

/** Waiting edits whose values have changed since. @param texts of the keys now; @param cut keys known in part, which say nothing. */
export const overtaken = (
  pending: PendingEdits,
  texts: Texts,
  cut: ReadonlySet<string>,
): readonly { readonly group: number; readonly problems: readonly EditProblem[] }[] =>
  ofPhase(pending, "waiting")
    .filter(({ edit }) => !cut.has(String(edit.path[0])))
    .map(({ edit, group }) => ({ group, problems: applyEdits(texts, [edit]).problems }))
    .filter(({ problems }) => problems.length > 0);

/** Conflicts with what is there now: it may have changed once more. @param cut keys known in part, which say nothing. */
export const withTheirs = (pending: PendingEdits, texts: Texts, cut: ReadonlySet<string>): PendingEdits =>
  withPending(
    pending,
    conflictsIn(pending).flatMap((one) => {
      const { path } = one.edit;
      const key = String(path[0]);
      const theirs = rawAt(texts.get(key) ?? null, path);
      if (cut.has(key) || theirs === one.problem.theirs) return [];
      const why = applyEdits(texts, [one.edit]).problems[0]?.why ?? (theirs === null ? "removed" : "changed");
      return [{ ...one, problem: { edit: one.edit, why, theirs } }];
    }),
  );
