/** Keeps the session before an act that would destroy it. */

import type { Panel, Visit } from "../state.ts";
import { addAutomatic, StorageFull } from "./kept.ts";
import { keptFrom } from "./new-snapshot.ts";
import { type DestructiveAct, keysIn, type Snapshot } from "./snapshot.ts";

/** Where it cannot be kept the user is told, and the act goes on. */
export async function keepBefore(panel: Panel, act: DestructiveAct, snapshot: Snapshot, at: Visit): Promise<void> {
  if (at.endpoint === null || keysIn(snapshot) === 0) return;
  const kept = keptFrom(panel, snapshot, { name: null, before: act });
  try {
    await addAutomatic(panel.platform.storage, at.endpoint.origin, kept);
  } catch (error) {
    panel.undo.warn(notKept(panel, error));
  }
}

/** Why a snapshot was not kept, as a sentence for people. */
export const notKept = ({ text }: Panel, error: unknown): string =>
  error instanceof StorageFull
    ? text("snapshotsFull")
    : text("snapshotNotKept", error instanceof Error ? error.message : String(error));
