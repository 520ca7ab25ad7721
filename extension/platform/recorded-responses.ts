/**
 * The devtools page's end of the channel of responses. It records the responses of the inspected page since DevTools opened,
 * because the panel's page does not exist before the user selects it.
 */

import type { Browser } from "./browser.ts";
import { type HarEntry, headIsLate, readEntry } from "./har-entry.ts";
import { lateHeads } from "./late-heads.ts";
import type { SeenResponse } from "./platform.ts";
import { channelOf, type Message } from "./responses-channel.ts";

/** The number of responses kept for a panel that is not open yet. */
const kept = 1000;

/** Runs as long as DevTools is open. */
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
