/** The sessions that this browser has had since the panel opened, by their handles. */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { CallFailed } from "../../../server/client.ts";
import type { Panel } from "../../../state.ts";
import type { KnownRequest } from "./request.ts";

export interface OwnSessions {
  /** Handle of the session that the browser's cookie leads to; null: none, or not known. */
  readonly current: ReadonlySignal<string | null>;
  /** The current one, those before it, and those that requests moved from or to. Empty: this browser has had none. */
  readonly handles: ReadonlySignal<ReadonlySet<string>>;
}

export function createOwnSessions(
  panel: Panel,
  requests: ReadonlySignal<readonly KnownRequest[]>,
  end: AbortSignal,
): OwnSessions {
  const current = signal<string | null>(null);
  const had = signal<ReadonlySet<string>>(new Set());

  const read = async () => {
    const at = panel.visit.peek();
    const cookie = panel.sessionCookie.peek()?.value;
    try {
      const reading = await at.call("session.read", {});
      if (panel.sessionCookie.peek()?.value !== cookie) return;
      current.value = reading.state === "live" ? reading.session.handle : null;
      if (current.peek() !== null) had.value = new Set([...had.peek(), current.peek()!]);
    } catch (error) {
      // The tab's list says what is wrong with the connection; without the handle it shows all sessions.
      if (!(error instanceof CallFailed)) throw error;
    }
  };
  const stop = effect(() => {
    const cookie = panel.sessionCookie.value?.value;
    void panel.visit.value;
    if (!panel.connected.value) return;
    untracked(() => {
      if (cookie === undefined) current.value = null;
      else void read();
    });
  });
  end.addEventListener("abort", stop);

  const handles = computed(() => {
    const own = new Set(had.value);
    if (own.size === 0) return own;
    const moves = requests.value.filter(({ handle, previousHandle }) => handle !== null && previousHandle !== null);
    // A session may have moved several times.
    for (let size = -1; size !== own.size; ) {
      size = own.size;
      for (const { handle, previousHandle } of moves) {
        if (own.has(handle!)) own.add(previousHandle!);
        else if (own.has(previousHandle!)) own.add(handle!);
      }
    }
    return own;
  });
  return { current, handles };
}
