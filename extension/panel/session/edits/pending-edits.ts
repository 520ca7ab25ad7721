/** The edits that are pending now, as signals. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ValueEdit } from "../../../json/edit.ts";
import { pathId } from "../../../json/path.ts";
import {
  type Conflict,
  conflictsIn,
  nonePending,
  ofPhase,
  type PendingEdit,
  type PendingEdits,
  withoutEdits,
} from "./pending-transitions.ts";

export interface Pending {
  readonly edits: Signal<PendingEdits>;
  readonly waiting: ReadonlySignal<readonly PendingEdit[]>;
  readonly conflicts: ReadonlySignal<readonly Conflict[]>;
  /** The waiting edit of a path. null: there is none. */
  waitingAt(id: string): ValueEdit | null;
  /** Drops the waiting edit of a path; without an id, all of them. */
  discard(id?: string): void;
  /** A number for edits that are made as one. */
  newGroup(): number;
  forget(): void;
}

export function createPending(): Pending {
  const edits = signal(nonePending);
  const waiting = computed(() => ofPhase(edits.value, "waiting"));
  let groups = 0;
  return {
    edits,
    waiting,
    conflicts: computed(() => conflictsIn(edits.value)),
    waitingAt(id) {
      const found = edits.peek().get(id);
      return found?.phase === "waiting" ? found.edit : null;
    },
    discard(id) {
      const gone = waiting.peek().filter(({ edit }) => id === undefined || pathId(edit.path) === id);
      edits.value = withoutEdits(
        edits.peek(),
        gone.map(({ edit }) => edit),
      );
    },
    newGroup: () => ++groups,
    forget() {
      edits.value = nonePending;
    },
  };
}
