/** Sends edits to the server, each against what its author saw. */

import { applyEdits, type EditProblem, type Texts, type ValueEdit } from "../../../json/edit.ts";
import { CallFailed } from "../../server/client.ts";
import type { Visit } from "../../state.ts";
import type { Reader } from "../known/reader.ts";
import { asAnswered } from "./as-answered.ts";

export interface Sent {
  readonly done: readonly ValueEdit[];
  /** Edits that another's change contradicts: they were not made. */
  readonly problems: readonly EditProblem[];
  /** The texts after it, for taking it back. */
  readonly after: Texts;
}

/** Attempts of one save, while somebody else changes the session each time. */
const mostTries = 5;

/** Makes one call for all edits, and another when somebody else was faster. @throws CallFailed */
export async function sendEdits(reader: Reader, edits: readonly ValueEdit[], at: Visit): Promise<Sent> {
  for (const edit of edits) {
    if (edit.kind === "rename" && edit.path.length === 1) reader.places.renamed(String(edit.path[0]), edit.to);
  }
  for (let tries = 1; ; tries++) {
    for (const key of keysOf(edits)) await reader.whole(key, at);
    const now = reader.texts();
    const { texts, done, problems } = applyEdits(now, edits);
    const after = new Map([...now, ...texts].filter(isThere));
    if (texts.size === 0) return { done, problems, after };
    try {
      await update(reader, now, texts, at);
      return { done, problems, after: asAnswered(after, reader.texts()) };
    } catch (error) {
      if (!(error instanceof CallFailed) || error.code !== "conflict" || tries === mostTries) throw error;
      await reader.read();
    }
  }
}

function update(reader: Reader, now: Texts, texts: ReadonlyMap<string, string | null>, at: Visit) {
  const set = Object.fromEntries([...texts].filter(isThere));
  const gone = [...texts.keys()].filter((key) => texts.get(key) === null);
  const expect = Object.fromEntries([...texts.keys()].map((key) => [key, now.get(key) ?? null]));
  return reader.update({ set, delete: gone, expect }, at);
}

const isThere = (entry: readonly [string, string | null]): entry is [string, string] => entry[1] !== null;

/** Keys that edits read or write. */
const keysOf = (edits: readonly ValueEdit[]): ReadonlySet<string> =>
  new Set(edits.flatMap((edit) => [String(edit.path[0]), ...(edit.kind === "rename" ? [edit.to] : [])]));
