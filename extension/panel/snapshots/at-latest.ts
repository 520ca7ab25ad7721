/** Calls that name the revision they are meant for. After a change by somebody else they are made again, on what is there then. */

import { CallFailed } from "../server/client.ts";
import type { Visit } from "../state.ts";
import { type Taken, takeSnapshot } from "./take.ts";

/** Attempts of one call, while somebody else changes the session each time. */
const mostTries = 3;

/** Does something with the session as it is now, again if it has changed meanwhile. @throws CallFailed */
export async function atLatest<T>(at: Visit, act: (now: Taken | null) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act(await takeSnapshot(at));
    } catch (error) {
      const isStale = error instanceof CallFailed && staleCodes.has(error.code);
      if (!isStale || tries === mostTries) throw error;
    }
  }
}

const staleCodes: ReadonlySet<CallFailed["code"]> = new Set(["stale-revision", "gone", "no-session"]);
