/** The buttons of the recorder: pause and clear. */

import type { Panel } from "../../../state.ts";
import type { KnownRequests } from "./known-requests.ts";

export interface Recorder {
  /** Pauses the recording, or goes on with it. */
  toggle(): Promise<void>;
  clear(): Promise<void>;
}

export function createRecorder({ undo }: Panel, known: KnownRequests): Recorder {
  const telling = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      undo.tell((error as Error).message, true);
    }
  };
  return {
    toggle: () => telling(() => known.pause(known.facts.peek()?.recording ?? true)),
    clear: () => telling(known.clear),
  };
}
