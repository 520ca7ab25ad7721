/** The snapshots that this browser keeps for the server of the visit. */

import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { type KeptSnapshot, readSnapshots, snapshotsWritten } from "../../../snapshots/kept.ts";
import type { Panel } from "../../../state.ts";

export interface KeptHere {
  /** The newest first. null: they are not read yet. */
  readonly all: ReadonlySignal<readonly KeptSnapshot[] | null>;
  /** "http://localhost:3000"; null: there is no server. */
  readonly origin: ReadonlySignal<string | null>;
  read(): Promise<void>;
}

export function createKeptHere(panel: Panel, end: AbortSignal): KeptHere {
  const all = signal<readonly KeptSnapshot[] | null>(null);
  const origin = signal<string | null>(panel.visit.peek().endpoint?.origin ?? null);
  const read = async () => {
    const from = origin.peek();
    const found = from === null ? [] : await readSnapshots(panel.platform.storage, from);
    if (from === origin.peek()) all.value = found;
  };
  const stop = effect(() => {
    // The options are read when the panel wakes: another window may have written snapshots meanwhile.
    void [snapshotsWritten(), panel.options.value];
    const { value: at } = panel.visit;
    untracked(() => {
      const here = at.endpoint?.origin ?? null;
      if (here !== null && here !== origin.peek()) {
        all.value = null;
        origin.value = here;
      }
      void read();
    });
  });
  end.addEventListener("abort", stop);
  return { all, origin, read };
}
