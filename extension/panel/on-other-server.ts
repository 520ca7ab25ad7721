/** Runs an action when the panel turns to another server, where nothing of the one before is true. */

import { effect, untracked } from "@preact/signals";
import { sameServer } from "./server/visit.ts";
import type { Panel } from "./state.ts";

/** A page without an endpoint is no other server: what was known stays for the way back. */
export function onOtherServer({ visit }: Pick<Panel, "visit">, act: () => void, end: AbortSignal): void {
  let server = visit.peek();
  const stop = effect(() => {
    const { value: at } = visit;
    if (at.endpoint === null) return;
    const other = server.endpoint !== null && !sameServer(server, at);
    server = at;
    if (other) untracked(act);
  });
  end.addEventListener("abort", stop);
}
