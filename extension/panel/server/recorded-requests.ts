/** Passes on the requests that the server's timeline records, each once. */

import type { RequestSummary } from "sessionscope/protocol";

export interface RecordedRequests {
  /** Calls the listener with each request that is recorded from now on, until the signal is aborted. */
  hear(listener: (request: RequestSummary) => void, end: AbortSignal): void;
  tell(request: RequestSummary): void;
}

export function createRecordedRequests(): RecordedRequests {
  const listeners = new Set<(request: RequestSummary) => void>();
  return {
    hear(listener, end) {
      if (end.aborted) return;
      listeners.add(listener);
      end.addEventListener("abort", () => listeners.delete(listener), { once: true });
    },
    tell(request) {
      for (const listener of listeners) listener(request);
    },
  };
}
