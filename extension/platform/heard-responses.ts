/** The panel's end of the channel of responses: it asks for all recorded responses and then receives each new one. */

import type { Browser } from "./browser.ts";
import type { SeenResponse } from "./platform.ts";
import { channelOf, type Message } from "./responses-channel.ts";

/** Each listener is told of every response once, of earlier ones first. */
export function hearResponses(browser: Browser, listener: (seen: SeenResponse) => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const channel = channelOf(browser);
  const me = crypto.randomUUID();
  let caughtUp = false;
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "replay" && data.to === me) caughtUp = true;
    // The replay includes the responses that arrive before it.
    else if (data.kind !== "seen" || !caughtUp) return;
    for (const response of data.seen) listener(response);
  });
  signal.addEventListener("abort", () => channel.close(), { once: true });
  channel.postMessage({ kind: "ask", from: me } satisfies Message);
}
