/** Typed text → the edit that stores it. */

import { rawAt, type ValueEdit } from "../../../json/edit.ts";
import { parseStored } from "../../../json/parse.ts";
import { isWithin, type Path, pathId } from "../../../json/path.ts";
import { canonical, compact } from "../../../json/print.ts";
import type { Panel } from "../../state.ts";
import type { Pending } from "./pending-edits.ts";
import { ofPhase } from "./pending-transitions.ts";

interface Parts {
  readonly panel: Pick<Panel, "hello">;
  readonly pending: Pending;
}

/** The edit that puts `typed` at a path. @param seen text of the whole key that the author saw; null: no such key. */
export function editOf({ panel, pending }: Parts, path: Path, typed: string, seen: string | null): ValueEdit {
  const to = asStored(panel, typed);
  const waiting = pending.waitingAt(pathId(path));
  if (waiting?.kind === "insert" || waiting?.kind === "replace") return { ...waiting, to };
  if (rawAt(seen, path) !== null || isInsideWaiting(pending, path)) return { kind: "replace", path, seen, to };
  return { kind: "insert", path, seen, to, at: null };
}

const isInsideWaiting = ({ edits }: Pending, path: Path): boolean =>
  ofPhase(edits.peek(), "waiting").some(({ edit }) => edit.path.length < path.length && isWithin(path, edit.path));

/** The edit with its value written as the server writes it, so that the answer repeats what was sent. */
export const storedEdit = (panel: Pick<Panel, "hello">, edit: ValueEdit): ValueEdit =>
  "to" in edit && edit.kind !== "rename" ? { ...edit, to: asStored(panel, edit.to) } : edit;

/** Another library may be one of a language for which `1.0` is not `1`: it gets what was typed. */
export function asStored({ hello }: Pick<Panel, "hello">, text: string): string {
  const parsed = parseStored(text);
  if (!parsed.ok) return text;
  return hello.peek()?.engine === undefined ? canonical(text, parsed.node) : compact(text, parsed.node);
}
