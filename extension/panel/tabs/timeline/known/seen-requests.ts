/** What DevTools saw of the requests, by the id that the `Sessionscope` header of their responses names. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { announceHeader } from "sessionscope/protocol";
import type { SeenResponse } from "../../../../platform/platform.ts";
import type { Panel } from "../../../state.ts";

export interface SeenRequests {
  /** Grows with each request that was seen. */
  readonly count: ReadonlySignal<number>;
  of(request: string | undefined): SeenResponse | null;
}

/** Requests that are remembered, the newest ones. */
const most = 10_000;

export function createSeenRequests({ platform }: Pick<Panel, "platform">, end: AbortSignal): SeenRequests {
  const count = signal(0);
  const seen = new Map<string, SeenResponse>();
  platform.page.onResponse((response) => {
    const id = requestIdOf(response);
    if (id === null) return;
    seen.set(id, response);
    for (const oldest of seen.keys()) {
      if (seen.size <= most) break;
      seen.delete(oldest);
    }
    count.value += 1;
  }, end);
  return { count, of: (request) => (request === undefined ? null : (seen.get(request) ?? null)) };
}

/** `v=1; path=/__sessionscope__; request=<id>` */
export function requestIdOf({ headers }: SeenResponse): string | null {
  const [, line = ""] = headers.find(([name]) => name.toLowerCase() === announceHeader.toLowerCase()) ?? [];
  return /(?:^|;)\s*request=([^;\s]+)/.exec(line)?.[1] ?? null;
}
