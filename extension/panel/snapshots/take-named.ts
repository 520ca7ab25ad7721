/** Keeps the session as it is now under a name of its own, until that is undone. */

import type { Panel, Visit } from "../state.ts";
import { notKept } from "./automatic.ts";
import { addSnapshots, type KeptSnapshot, readSnapshots, removeSnapshots } from "./kept.ts";
import { keptFrom } from "./new-snapshot.ts";
import { takeSnapshot } from "./take.ts";

/** @returns null: the page has no server. @throws Error with a sentence for people */
export async function takeNamed(panel: Panel, at: Visit): Promise<KeptSnapshot | null> {
  const { text, undo, platform } = panel;
  const { storage } = platform;
  if (at.endpoint === null) return null;
  const { origin } = at.endpoint;
  const taken = await takeSnapshot(at);
  if (taken === null) throw new Error(text("snapshotNoSession"));
  const name = freeName(panel, await readSnapshots(storage, origin));
  const added = keptFrom(panel, taken.snapshot, { name, before: null });
  const keep = () =>
    addSnapshots(storage, origin, [added]).catch((error: unknown) => {
      throw new Error(notKept(panel, error));
    });
  await keep();
  const done = text("snapshotTaken", name);
  undo.push(
    {
      done,
      name: text("snapshotNameTake", name),
      async undo() {
        await removeSnapshots(storage, origin, new Set([added.id]));
        return text("snapshotTakenBack", name);
      },
      async redo() {
        await keep();
        return done;
      },
    },
    at.over,
  );
  return added;
}

/** "Snapshot 3": the first number that is free. */
function freeName({ text }: Panel, all: readonly KeptSnapshot[]): string {
  const taken = new Set(all.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = text("snapshotNumbered", number);
    if (!taken.has(name)) return name;
  }
}
