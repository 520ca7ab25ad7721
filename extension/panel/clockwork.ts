/**
 * Apps with Clockwork (Laravel, Symfony, Slim) name each request in a header, and tell at an address what it left in its
 * session. The panel takes such an app for a server of the debug protocol that can only be read: this file speaks the
 * protocol on its behalf.
 */

import { announceHeader } from "sessionscope/protocol";
import type { Platform, SeenResponse } from "../platform/platform.ts";
import { addressOf } from "./server/address.ts";

/** The request of an app that was seen last. */
interface NamedRequest {
  readonly id: string;
  /** Where the app tells of it. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Where Clockwork answers unless the app says otherwise. */
const usualPath = "/__clockwork/";
/** Servers that are remembered. */
const mostServers = 50;

/** The platform, on which an app with Clockwork looks like one that announces a debug endpoint. */
export function withClockwork<P extends Pick<Platform, "page" | "fetch" | "text">>(platform: P): P {
  /** By the address of the endpoint that stands for the app. */
  const latest = new Map<string, NamedRequest>();
  /** Origins that have an endpoint of their own. */
  const speakers = new Set<string>();

  const announcing = (seen: SeenResponse): SeenResponse => {
    if (!URL.canParse(seen.url)) return seen;
    const { origin } = new URL(seen.url);
    if (headerOf(seen, announceHeader) !== undefined) {
      speakers.add(origin);
      return seen;
    }
    const named = speakers.has(origin) ? null : namedBy(seen, origin);
    if (named === null) return seen;
    const { endpoint, request } = named;
    const known = latest.get(endpoint.href);
    if (known === undefined || known.at <= request.at) latest.set(endpoint.href, request);
    for (const oldest of latest.keys()) if (latest.size > mostServers) latest.delete(oldest);
    const line = `v=1; path=${endpoint.pathname}; request=${request.id}`;
    return { ...seen, headers: [...seen.headers, [announceHeader, line]] };
  };

  return {
    ...platform,
    page: {
      ...platform.page,
      onResponse: (listener, signal) => platform.page.onResponse((seen) => listener(announcing(seen)), signal),
    },
    async fetch(url, init) {
      const request = latest.get(url);
      if (request === undefined || init.method !== "POST") return platform.fetch(url, init);
      const { answerFor } = await import("./clockwork-answers.ts");
      return answerFor(`${init.body}`, request.url, (address) => get(platform, address, init), platform.text);
    },
  };
}

const get = (platform: Pick<Platform, "fetch">, url: string, { signal, credentials, redirect }: RequestInit) =>
  platform.fetch(url, {
    method: "GET",
    cache: "no-store",
    ...(signal && { signal }),
    ...(credentials && { credentials }),
    ...(redirect && { redirect }),
  });

const headerOf = ({ headers }: SeenResponse, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];

function namedBy(
  seen: SeenResponse,
  origin: string,
): { readonly endpoint: URL; readonly request: NamedRequest } | null {
  const id = headerOf(seen, "X-Clockwork-Id");
  if (id === undefined || !/^[\w-]{1,64}$/.test(id)) return null;
  const endpoint = addressOf(origin, headerOf(seen, "X-Clockwork-Path") ?? usualPath);
  if (endpoint === null) return null;
  return { endpoint, request: { id, url: `${endpoint.href.replace(/\/?$/, "/")}${id}`, at: seen.at } };
}
