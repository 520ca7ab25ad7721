/** Calls that name the revision they are meant for. After a change by somebody else they are repeated, so that nothing new is lost. */

import type { SessionState } from "sessionscope/protocol";
import { CallFailed } from "../../../server/client.ts";
import type { EditWords } from "../../../session/edits/edit-words.ts";
import type { Reader } from "../../../session/known/reader.ts";
import type { Visit } from "../../../state.ts";

interface Parts {
  readonly reader: Reader;
  readonly editWords: EditWords;
}

/** Attempts of one call, while somebody else changes the session each time. */
const mostTries = 3;

/** @throws Error with a sentence for people */
export async function atRevision<T>(parts: Parts, at: Visit, act: (session: SessionState) => Promise<T>): Promise<T> {
  const { reader, editWords } = parts;
  for (let tries = 1; ; tries++) {
    const session = reader.session.peek();
    at.over.throwIfAborted();
    if (session === null) throw new Error(editWords.noSession());
    try {
      return await act(session);
    } catch (error) {
      const code = error instanceof CallFailed ? error.code : null;
      if (code === "gone" || code === "no-session") await reader.read();
      if (code !== "stale-revision" || tries === mostTries) throw inWords(parts, error);
      await reader.read();
    }
  }
}

/** The failure as a sentence for people. */
export function inWords({ editWords }: Pick<Parts, "editWords">, error: unknown): Error {
  const isAway = error instanceof CallFailed && (error.code === "unreachable" || error.code === "timeout");
  return isAway ? new Error(editWords.away()) : (error as Error);
}
