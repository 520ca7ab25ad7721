/** The import: what was typed, pasted or dropped, and what it holds. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Commands } from "../edits/commands.ts";
import { type ReadFile, readSnapshotFile } from "./snapshot-file.ts";

export interface SnapshotImport {
  readonly typed: Signal<string>;
  /** null: nothing was typed. */
  readonly file: ReadonlySignal<ReadFile | null>;
  /** Keeps the snapshots of the text. @returns whether they are kept. */
  store(): Promise<boolean>;
}

export function createSnapshotImport(commands: Pick<Commands, "importAll">): SnapshotImport {
  const typed = signal("");
  const file = computed(() => (typed.value.trim() === "" ? null : readSnapshotFile(typed.value)));
  return {
    typed,
    file,
    async store() {
      const now = file.peek();
      if (!now?.ok || !(await commands.importAll(now.snapshots))) return false;
      typed.value = "";
      return true;
    },
  };
}
