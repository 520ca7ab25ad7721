/** The undo step of stored edits: undo takes them back, redo makes them again. */

import { invertEdit, type ValueEdit } from "../../../json/edit.ts";
import { CallFailed } from "../../server/client.ts";
import type { Visit } from "../../state.ts";
import type { Step } from "../../undo.ts";
import { demandSession, noSession, type SavingParts, takeProblems } from "./saving-parts.ts";
import { type Sent, sendEdits } from "./send-edits.ts";

export function undoStep(parts: SavingParts, { done, after }: Sent, at: Visit): Step {
  const { editWords, pending } = parts;
  let inverse = done.map((edit) => invertEdit(edit, after));
  const turn = async (say: (edits: readonly ValueEdit[]) => string): Promise<string> => {
    const edits = inverse;
    const sent = await sendAgain(parts, edits, at);
    takeProblems(parts, sent.problems, pending.newGroup());
    if (sent.done.length > 0) inverse = sent.done.map((edit) => invertEdit(edit, sent.after));
    return sent.problems.length > 0 ? editWords.undoConflict(sent.problems) : say(edits);
  };
  return {
    done: editWords.done(done),
    name: editWords.name(done),
    undo: () => turn(editWords.undone),
    redo: () => turn(editWords.done),
  };
}

/** @throws Error with a sentence for people */
async function sendAgain(parts: SavingParts, edits: readonly ValueEdit[], at: Visit): Promise<Sent> {
  demandSession(parts);
  try {
    return await sendEdits(parts.reader, edits, at);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    if (noSession.has(error.code)) await parts.reader.read();
    demandSession(parts);
    throw new Error(parts.editWords.failure(error));
  }
}
