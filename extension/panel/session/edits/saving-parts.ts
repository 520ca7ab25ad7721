/** What saving and undoing edits share: what they work on, and what becomes of edits that contradict another's change. */

import type { EditProblem } from "../../../json/edit.ts";
import type { CallFailed } from "../../server/client.ts";
import type { Panel } from "../../state.ts";
import type { Reader } from "../known/reader.ts";
import type { EditWords } from "./edit-words.ts";
import type { Pending } from "./pending-edits.ts";
import { withConflicts } from "./pending-transitions.ts";
import { SaveProblem } from "./save-result.ts";

export interface SavingParts {
  readonly panel: Panel;
  readonly reader: Reader;
  readonly editWords: EditWords;
  readonly pending: Pending;
}

/** Codes of calls that failed because there is no session to edit. */
export const noSession: ReadonlySet<CallFailed["code"]> = new Set(["gone", "no-session"]);

/** Makes conflicts of values that another has changed. @returns why a name cannot be given, if that is a problem. */
export function takeProblems(
  { panel, editWords, pending }: SavingParts,
  problems: readonly EditProblem[],
  group: number,
): SaveProblem | null {
  pending.edits.value = withConflicts(pending.edits.peek(), problems, group);
  const value = problems.find(({ edit }) => edit.kind !== "rename");
  if (value !== undefined) panel.announce(editWords.conflict(value), "assertive");
  const name = problems.find(({ edit }) => edit.kind === "rename");
  if (name === undefined || name.edit.kind !== "rename") return null;
  return new SaveProblem(name.why === "exists" ? editWords.taken(name.edit.to) : editWords.conflict(name));
}

/** Nothing can be taken back without a session. @throws Error that says so */
export function demandSession({ panel, reader, editWords }: SavingParts): void {
  if (!panel.connected.peek()) throw new Error(editWords.away());
  if (reader.session.peek() === null) throw new Error(editWords.noSession());
}
