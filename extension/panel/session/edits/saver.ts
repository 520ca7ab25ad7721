/** Saves edits one after the other. Edits that cannot be sent wait until the user says so again. */

import { batch } from "@preact/signals";
import type { ValueEdit } from "../../../json/edit.ts";
import { CallFailed } from "../../server/client.ts";
import type { Panel, Visit } from "../../state.ts";
import { inPhase, supersede, waitingSteps, withoutEdits, withPending } from "./pending-transitions.ts";
import { type Saved, SaveProblem } from "./save-result.ts";
import { noSession, type SavingParts, takeProblems } from "./saving-parts.ts";
import { sendEdits } from "./send-edits.ts";
import { undoStep } from "./undo-edits.ts";

export interface Saver {
  /** Saves edits as one. @param at the visit in which the user asked for it. */
  save(edits: readonly ValueEdit[], at: Visit, options?: SaveOptions): Promise<Saved>;
  /** Sends what waits, in the steps in which it was made. */
  saveWaiting(): Promise<void>;
}

export interface SaveOptions {
  /** The number that the edits had before; without it they get a new one. */
  readonly group?: number;
  /** False: the caller pushes the undo step. */
  readonly recorded?: boolean;
}

/** Codes of calls that failed before the server said anything about the edits. */
const noAnswer: ReadonlySet<CallFailed["code"]> = new Set([
  "unreachable",
  "timeout",
  "no-endpoint",
  "token-required",
  "token-refused",
  "too-many-guesses",
]);

export function createSaver(parts: SavingParts): Saver {
  const { panel, pending } = parts;
  /** Saves run one after the other: two calls at once would conflict with each other. */
  let queue: Promise<unknown> = Promise.resolve();

  const save: Saver["save"] = (edits, at, { group = pending.newGroup(), recorded = true } = {}) => {
    const saved = queue.then(() => {
      if (at.over.aborted) return dropped(panel, at);
      const next = supersede(pending.edits.peek(), edits);
      pending.edits.value = next.pending;
      return saveNow(parts, next.edits, at, { group, recorded });
    });
    queue = saved.catch(() => {});
    return saved;
  };

  return {
    save,
    async saveWaiting() {
      const at = panel.visit.peek();
      for (const step of waitingSteps(pending.edits.peek())) {
        const edits = step.map(({ edit }) => edit);
        const saved = await save(edits, at, { group: step[0]!.group });
        if (saved instanceof SaveProblem) {
          pending.edits.value = withPending(pending.edits.peek(), step);
          panel.undo.tell(saved.sentence, true);
        }
        if (saved !== "saved" && saved !== "conflict") return;
      }
    },
  };
}

async function saveNow(
  parts: SavingParts,
  edits: readonly ValueEdit[],
  at: Visit,
  { group, recorded }: Required<SaveOptions>,
): Promise<Saved> {
  const { panel, reader, editWords, pending } = parts;
  const put = (phase: "saving" | "waiting") => {
    pending.edits.value = inPhase(pending.edits.peek(), edits, group, phase);
  };
  const drop = () => {
    pending.edits.value = withoutEdits(pending.edits.peek(), edits);
  };
  if (edits.length === 0) return "saved";
  if (!panel.connected.peek() || reader.session.peek() === null) {
    put("waiting");
    return "waiting";
  }
  const tooLarge = editWords.tooLarge(edits, reader.texts());
  if (tooLarge !== null) return new SaveProblem(tooLarge);
  put("saving");
  try {
    const sent = await sendEdits(reader, edits, at);
    const problem = batch(() => {
      drop();
      return takeProblems(parts, sent.problems, group);
    });
    if (recorded && sent.done.length > 0) panel.undo.push(undoStep(parts, sent, at), at.over);
    return problem ?? (sent.problems.length > 0 ? "conflict" : "saved");
  } catch (error) {
    if (at.over.aborted) {
      drop();
      return dropped(panel, at);
    }
    if (!(error instanceof CallFailed)) throw error;
    if (noAnswer.has(error.code) || noSession.has(error.code)) {
      put("waiting");
      if (noSession.has(error.code)) await reader.read();
      return "waiting";
    }
    drop();
    return new SaveProblem(editWords.failure(error));
  }
}

/** Tells that the panel turned to another page or server before the edits were sent. */
function dropped({ undo }: Panel, { over }: Visit): Saved {
  if (over.reason instanceof CallFailed) undo.tell(over.reason.message, true);
  return "dropped";
}
