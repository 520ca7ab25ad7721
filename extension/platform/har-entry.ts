/** Takes what the panel needs from a HAR entry, so that the entry with its bodies can be dropped. */

import { textOfBytes } from "./header-text.ts";
import type { SeenResponse } from "./platform.ts";

/** The members of a HAR entry that we read; those that begin with `_` are Chromium's own. */
export interface HarEntry {
  readonly request?: { readonly url?: string; readonly method?: string };
  readonly response?: {
    readonly status?: number;
    readonly httpVersion?: string;
    /** Bytes; -1 if not known. Chromium says -1 until it has the header lines that it hides from pages. */
    readonly headersSize?: number;
    readonly headers?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly startedDateTime?: string;
  /** Milliseconds, as `timings`. */
  readonly time?: number;
  readonly timings?: { readonly receive?: number };
  readonly _fromCache?: string;
}

/** @returns null for an entry without a response, or of an address that no server has: data, a blob. */
export function readEntry(entry: HarEntry): SeenResponse | null {
  const { request, response, startedDateTime, time, timings } = entry;
  if (!request?.url || !response?.status || !/^(http|ws)s?:/i.test(request.url)) return null;
  const started = Date.parse(startedDateTime ?? "");
  const untilHead = (time ?? 0) - Math.max(0, timings?.receive ?? 0);
  return {
    url: request.url,
    method: request.method ?? "GET",
    status: response.status,
    at: Number.isNaN(started) ? Date.now() : started + Math.max(0, untilHead),
    // Firefox joins several Set-Cookie headers by line breaks, which a header cannot hold.
    headers: (response.headers ?? []).flatMap(({ name, value }) =>
      value.split("\n").map((line) => [name, textOfBytes(line)] as const),
    ),
    whole: !headIsLate(entry),
  };
}

/**
 * Whether Chromium may not have filled in the response's head, or the Set-Cookie lines of it, yet. Of a response that it
 * keeps from the page, such as another site's image that is none, it may first say nothing at all. Over HTTP/1 it says the
 * size of a complete head. Over HTTP/2 it never does; there only redirects lack lines.
 */
export function headIsLate({ response, _fromCache }: HarEntry): boolean {
  const { headersSize, headers = [], httpVersion = "", status = 0 } = response ?? {};
  if (headersSize !== -1 || _fromCache !== undefined) return false;
  if (status === 0) return true;
  if (headers.some(({ name }) => name.toLowerCase() === "set-cookie")) return false;
  return /^http\/1/i.test(httpVersion) || (status >= 300 && status < 400 && status !== 304);
}
