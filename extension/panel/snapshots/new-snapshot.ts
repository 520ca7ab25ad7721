/** A snapshot as it is kept, made of one that was taken. */

import type { Panel } from "../state.ts";
import type { KeptSnapshot } from "./kept.ts";
import type { Snapshot } from "./snapshot.ts";

export function keptFrom(
  { connection }: Pick<Panel, "connection">,
  { entries, expiry, user, hidden, readOnly }: Snapshot,
  { name, before }: Pick<KeptSnapshot, "name" | "before">,
): KeptSnapshot {
  const now = connection.peek();
  const project = now.state === "live" ? now.server : null;
  return {
    id: crypto.randomUUID(),
    name,
    before,
    takenAt: Date.now(),
    project,
    entries,
    expiry,
    user,
    hidden,
    readOnly,
  };
}
