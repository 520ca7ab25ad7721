/** Conflicts: values that somebody else has changed while the user edited them. The user chooses which value stays. */

import { effect, untracked } from "@preact/signals";
import { insist } from "../../../json/edit.ts";
import { overtaken, withoutChoices, withoutEdits, withPending, withTheirs } from "./pending-transitions.ts";
import { SaveProblem } from "./save-result.ts";
import type { Saver } from "./saver.ts";
import { demandSession, type SavingParts, takeProblems } from "./saving-parts.ts";

export interface Conflicts {
  /** @param id of the path. */
  useMine(id: string): Promise<void>;
  keepTheirs(id: string): void;
}

export function createConflicts(parts: SavingParts & { readonly saver: Saver }, end: AbortSignal): Conflicts {
  const { panel, reader, editWords, pending, saver } = parts;
  const find = (id: string) => {
    const found = pending.edits.peek().get(id);
    return found?.phase === "conflict" ? found : null;
  };
  const open = (conflict: NonNullable<ReturnType<typeof find>>) => {
    pending.edits.value = withPending(pending.edits.peek(), [conflict]);
  };

  end.addEventListener("abort", watchWaiting(parts));
  return {
    async useMine(id) {
      const conflict = find(id);
      if (conflict === null) return;
      const { edit, group } = conflict;
      const saved = await saver.save([insist(edit, reader.texts())], panel.visit.peek(), { group });
      if (!(saved instanceof SaveProblem)) return;
      open(conflict);
      panel.undo.tell(saved.sentence, true);
    },
    keepTheirs(id) {
      const conflict = find(id);
      if (conflict === null) return;
      pending.edits.value = withoutEdits(pending.edits.peek(), [conflict.edit]);
      const undo = async () => {
        demandSession(parts);
        open(conflict);
        return editWords.reopened(conflict.edit);
      };
      panel.undo.push({ ...editWords.keptTheirs(conflict.edit), undo }, panel.visit.peek().over);
    },
  };
}

/** Makes conflicts of waiting edits whose values have changed since, and shows in conflicts what is there now. Without a session, they wait. */
function watchWaiting(parts: SavingParts): () => void {
  const { panel, reader, pending } = parts;
  const settle = (cut: ReadonlySet<string>) => {
    pending.edits.value = withTheirs(pending.edits.peek(), reader.texts(), cut);
    for (const { group, problems } of overtaken(pending.edits.peek(), reader.texts(), cut)) {
      const problem = takeProblems(parts, problems, group);
      if (problem === null) continue;
      pending.edits.value = withoutEdits(
        pending.edits.peek(),
        problems.map(({ edit }) => edit),
      );
      panel.undo.tell(problem.sentence, true);
    }
  };
  return effect(() => {
    const cut = new Set(reader.entries.value.filter(({ state }) => state === "cut").map(({ key }) => key));
    if (!panel.connected.value || reader.reading.value === null) return;
    const lives = reader.session.value !== null;
    untracked(() => {
      if (lives) settle(cut);
      else pending.edits.value = withoutChoices(pending.edits.peek());
    });
  });
}
