/** Edits that are not settled: those being sent, those that wait, those that conflict. Pure: each function makes the next state. */

import { applyEdits, type EditProblem, mergeInto, type Texts, type ValueEdit } from "../../../../json/edit.ts";
import { isWithin, pathId } from "../../../../json/path.ts";

export type PendingEdit = {
  readonly edit: ValueEdit;
  /** Edits made as one are saved and undone as one. */
  readonly group: number;
} & (
  | { readonly phase: "saving" }
  /** The server was away, or the session gone: it is sent when the user says so. */
  | { readonly phase: "waiting" }
  /** Another has changed the value: the user chooses. */
  | { readonly phase: "conflict"; readonly problem: EditProblem }
);

export type Conflict = Extract<PendingEdit, { phase: "conflict" }>;

/** By path id: of a value there is one edit at most. */
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

/** Edits are sent, or wait. */
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

/** Values that another has changed are choices. A name that is taken, or gone, is none: another one can be chosen. */
export const withConflicts = (pending: PendingEdits, problems: readonly EditProblem[], group: number): PendingEdits =>
  withPending(
    pending,
    problems
      .filter(({ edit }) => edit.kind !== "rename")
      .map((problem) => ({ edit: problem.edit, group, phase: "conflict", problem })),
  );

/** The session is gone, and with it the other value to choose: a conflict waits. */
export const withoutChoices = (pending: PendingEdits): PendingEdits =>
  withPending(
    pending,
    conflictsIn(pending).map(({ edit, group }) => ({ edit, group, phase: "waiting" })),
  );

/**
 * New edits meet those that wait: one inside a value that itself still waits is made part of that; one around values
 * that wait takes their place. @returns what is left pending, and the edits to send.
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

/** What waits, in the steps in which it was made. */
export const waitingSteps = (pending: PendingEdits): readonly (readonly PendingEdit[])[] => [
  ...Map.groupBy(ofPhase(pending, "waiting"), ({ group }) => group).values(),
];

/** What waits and has been overtaken. @param texts the keys as they are now; @param cut those known in part: they say nothing. */
export const overtaken = (
  pending: PendingEdits,
  texts: Texts,
  cut: ReadonlySet<string>,
): readonly { readonly group: number; readonly problems: readonly EditProblem[] }[] =>
  ofPhase(pending, "waiting")
    .filter(({ edit }) => !cut.has(String(edit.path[0])))
    .map(({ edit, group }) => ({ group, problems: applyEdits(texts, [edit]).problems }))
    .filter(({ problems }) => problems.length > 0);
