/** A closed server waits for its connections, and the answer to a panel that listens has no end of its own. */

import type { IncomingMessage, Server } from "node:http";

/** Between two looks. Node has no event for the moment at which a server is closed. */
const lookMs = 500;

/** Aborted once the server that has got the request is closed. `until`: then nobody asks any more. */
export function serverEnd({ socket }: IncomingMessage, until: AbortSignal): AbortSignal {
  const end = new AbortController();
  const { server } = socket as { readonly server?: Server };
  // One that does not listen is given its connections by another.
  if (!server?.listening || until.aborted) return end.signal;
  const timer = setInterval(() => {
    if (!server.listening) end.abort();
  }, lookMs).unref();
  for (const over of [until, end.signal]) over.addEventListener("abort", () => clearInterval(timer), { once: true });
  return end.signal;
}
