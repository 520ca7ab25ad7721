/**
 * Writes the timeline as an HTTP archive (HAR 1.2), with what a request did to its session in the custom field
 * `_sessionscope`. Cookies, tokens and bodies are left out: an archive is made to be handed on. Pure.
 */

import { type Exported, factsOf } from "./exported.ts";

/** Headers that let whoever has them act as the visitor, or that hold the session. */
const secret = /^(set-cookie|cookie|authorization|proxy-authorization|www-authenticate)$/i;

/** @param origin of the server. */
export function har(all: readonly Exported[], origin: string): string {
  const requests = all.filter(({ request }) => request.by === "request");
  const edits = all.filter(({ request }) => request.by === "panel");
  const log = {
    version: "1.2",
    creator: { name: "Sessionscope", version: "1" },
    entries: requests.map((one) => entryOf(one, origin)),
    ...(edits.length > 0 && { _sessionscope: { edits: edits.map(factsOf) } }),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function entryOf(exported: Exported, origin: string) {
  const { request, seen } = exported;
  const url = seen?.url ?? addressOf(request.path, origin);
  const time = Math.max(0, request.duration ?? (request.loadTime ?? 0) + (request.commitTime ?? 0));
  const headers = (seen?.headers ?? [])
    .filter(([name]) => !secret.test(name))
    .map(([name, value]) => ({ name, value }));
  const type = headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "";
  const location = headers.find(({ name }) => name.toLowerCase() === "location")?.value ?? "";
  const common = { httpVersion: "", cookies: [], headersSize: -1, bodySize: -1 };
  return {
    startedDateTime: new Date(request.at).toISOString(),
    time,
    request: {
      ...common,
      method: request.method,
      url,
      headers: [],
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
    },
    response: {
      ...common,
      status: request.status ?? seen?.status ?? 0,
      statusText: "",
      headers,
      content: { size: 0, mimeType: type },
      redirectURL: location,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    _sessionscope: factsOf(exported),
  };
}

/** Set as a path, "//host" stays one of this server. */
function addressOf(path: string, origin: string): string {
  const url = new URL(origin);
  url.pathname = path;
  return url.href;
}
