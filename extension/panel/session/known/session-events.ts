/** Reads the session again when the server's live stream says that it has changed. */

import { effect, untracked } from "@preact/signals";
import type { Event } from "sessionscope/protocol";
import type { Panel } from "../../state.ts";
import type { KnownSession } from "./known-session.ts";

/** Milliseconds to wait before reading after a session has ended: the cookie of the next one may be under way. */
const successorMs = 150;

export interface SessionEvents {
  /**
   * Events cause no reading while a call of the panel is under way, because its answer is the next state. @returns a
   * function that ends this, and reads if events told of a later revision than the answer.
   */
  hold(): () => void;
}

export function followEvents(panel: Panel, known: KnownSession, read: () => void, end: AbortSignal): SessionEvents {
  let holds = 0;
  /** The latest revision that an event told of, and its session. */
  let told = { handle: "", revision: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isBehind = () =>
    told.handle === known.handle.peek() && told.revision > (known.session.peek()?.revision ?? Number.POSITIVE_INFINITY);

  const hear = (event: Event | null): void => {
    if (event === null) read();
    if (event === null || event.type === "alive" || event.type === "request" || event.handle !== known.handle.peek())
      return;
    if (event.type === "gone") {
      if (known.ended.peek() === null) known.end({ how: "ended", cause: event.cause });
      clearTimeout(timer);
      if (holds === 0) timer = setTimeout(() => known.reading.peek() !== null && read(), successorMs);
      return;
    }
    const { handle } = event;
    told = { handle, revision: told.handle === handle ? Math.max(told.revision, event.revision) : event.revision };
    if (holds === 0 && event.revision > (known.session.peek()?.revision ?? 0)) read();
  };

  const stop = effect(() => {
    const { event, count } = panel.invalidation.value;
    if (panel.connected.value && count > 0) untracked(() => hear(event));
  });
  end.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });

  return {
    hold() {
      holds += 1;
      return () => {
        holds -= 1;
        if (holds === 0 && isBehind()) read();
      };
    },
  };
}
