/**
 * Responses of the inspected page since DevTools opened. The devtools page records them, because the panel's page does not
 * exist before the user selects it. The panel asks for all recorded responses and then receives each new one.
 */

import type { Browser } from "./browser.ts";
import { type HarEntry, headIsLate, readEntry } from "./har-entry.ts";
import { lateHeads } from "./late-heads.ts";
import type { SeenResponse } from "./platform.ts";

/** The number of responses kept for a panel that is not open yet. */
const kept = 1000;

type Message =
  | { readonly kind: "ask"; readonly from: string }
  | { readonly kind: "replay"; readonly to: string; readonly seen: readonly SeenResponse[] }
  | { readonly kind: "seen"; readonly seen: readonly SeenResponse[] };

/** All pages of the extension share one origin, so the channel's name contains the tab. */
const channelOf = (browser: Browser) =>
  new BroadcastChannel(`responses of tab ${browser.devtools.inspectedWindow.tabId}`);

/** The devtools page's end. It runs as long as DevTools is open. */
export function recordResponses(browser: Browser): void {
  const channel = channelOf(browser);
  const seen: SeenResponse[] = [];
  const send = (message: Message) => channel.postMessage(message);
  const tell = (response: SeenResponse) => {
    seen.push(response);
    if (seen.length > kept) seen.shift();
    send({ kind: "seen", seen: [response] });
  };
  const completeLater = lateHeads(() => browser.devtools.network.getHAR() as Promise<object>, tell);

  browser.devtools.network.onRequestFinished.addListener((request: unknown) => {
    const entry = request as HarEntry;
    if (headIsLate(entry)) return completeLater(entry);
    const response = readEntry(entry);
    if (response !== null) tell(response);
  });
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind === "ask") send({ kind: "replay", to: data.from, seen });
  });
}

/** The panel's end. Each listener is told of every response once, of earlier ones first. */
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
