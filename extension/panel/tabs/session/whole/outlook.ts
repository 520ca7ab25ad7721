/** What undoing an act on the whole session will be able to do, known before the act. */

import { shortPath } from "../../../../json/path.ts";
import { whyNot } from "../../../engine.ts";
import type { KnownEntry } from "../../../session/known/entry.ts";
import type { Panel } from "../../../state.ts";

/** How the panel puts its own copy back where the server keeps none. */
const ownWay = { clear: "session.update", flush: "session.restore" } as const;
export type Act = keyof typeof ownWay;

const keepsCopy = (panel: Pick<Panel, "hello" | "text">) => whyNot(panel, "undo.restore") === null;

export const canUndo = (panel: Pick<Panel, "hello" | "text">, act: Act): boolean =>
  keepsCopy(panel) || whyNot(panel, ownWay[act]) === null;

/** Names in a sentence; the others are left out. */
const mostNames = 5;

/** What will be lost for good, in a sentence; null: nothing. */
export function outlookOf(
  panel: Pick<Panel, "hello" | "text">,
  act: Act,
  entries: readonly KnownEntry[],
): string | null {
  const { text } = panel;
  if (!canUndo(panel, act)) return text("sessionNoUndo");
  if (keepsCopy(panel)) return null;
  // What is read only goes with the session, and stays in one that is cleared.
  const lost = entries
    .filter(({ state, readOnly }) => state === "locked" || (readOnly && act === "flush"))
    .map(({ key }) => shortPath([key]));
  if (lost.length === 0) return null;
  const names = lost.length > mostNames ? [...lost.slice(0, mostNames), "…"] : lost;
  return text("sessionUndoLoses", names.join(", "));
}
