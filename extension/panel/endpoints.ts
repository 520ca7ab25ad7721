/** Where debug endpoints are, as the responses of the page say. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { announceHeader, defaultPath } from "sessionscope/protocol";
import type { SeenResponse } from "../platform/platform.ts";
import type { Endpoint } from "./client.ts";
import { type Sites, siteOf } from "./options.ts";
import type { Page } from "./state.ts";

export interface Found {
  readonly endpoint: Endpoint;
  /** A response of the page named it. */
  readonly announced: boolean;
}

export interface Places {
  /** Those seen in the page and its frames, the page's own first. */
  readonly endpoints: ReadonlySignal<readonly Endpoint[]>;
  /** The user's choice among them. */
  readonly chosen: Signal<Endpoint | null>;
  /** Where the endpoint of the page must be; null: the page is none of the web. */
  find(): Found | null;
  /** Takes note of a response; true: it announces an endpoint. */
  see(response: SeenResponse): boolean;
}

/** The endpoint that a response announces: `Sessionscope: v=1; path=/__sessionscope__; request=<id>`. */
export function announcedBy(response: Pick<SeenResponse, "url" | "headers">): Endpoint | null {
  const header = response.headers.find(([name]) => name.toLowerCase() === announceHeader.toLowerCase());
  const path = header && /(?:^|;)\s*path=([^;\s]+)/.exec(header[1])?.[1];
  if (!path?.startsWith("/") || !URL.canParse(path, response.url)) return null;
  const { origin, pathname } = new URL(path, response.url);
  // "//elsewhere/" would lead to another host.
  return origin === new URL(response.url).origin ? { origin, path: pathname } : null;
}

/** Endpoints with the time each was last seen, the latest word of an origin counting. */
export type Sightings = ReadonlyMap<string, { readonly endpoint: Endpoint; readonly at: number }>;

export const seenAlso = (sightings: Sightings, endpoint: Endpoint, at: number): Sightings =>
  new Map([...sightings, [endpoint.origin, { endpoint, at }]]);

/** The page's own first, then those of its frames and calls since the page came. */
export function endpointsOf(sightings: Sightings, origin: string, since: number): readonly Endpoint[] {
  const own = sightings.get(origin);
  const others = [...sightings.values()].filter(({ endpoint, at }) => endpoint.origin !== origin && at >= since);
  return [...(own ? [own] : []), ...others].map(({ endpoint }) => endpoint);
}

/** "http://localhost:3000" of an address; null: not of the web, or an error page. */
export function webOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? origin : null;
}

export function createPlaces(page: ReadonlySignal<Page>, sites: ReadonlySignal<Sites>): Places {
  const sightings = signal<Sightings>(new Map());
  const loadedAt = signal(0);
  const chosen = signal<Endpoint | null>(null);
  const endpoints = computed(() => {
    const { origin } = page.value;
    return origin === null ? [] : endpointsOf(sightings.value, origin, loadedAt.value);
  });
  return {
    endpoints,
    chosen,
    find() {
      const { origin } = page.peek();
      if (origin === null) return null;
      const announced = chosen.peek() ?? endpoints.peek()[0];
      const endpoint = announced ?? { origin, path: defaultPath };
      const { path } = siteOf(sites.peek(), endpoint.origin);
      return { endpoint: path === "" ? endpoint : { ...endpoint, path }, announced: announced !== undefined };
    },
    see(response) {
      const isPage = response.url === page.peek().url.replace(/#.*/, "");
      if (isPage && response.at > loadedAt.peek()) loadedAt.value = response.at;
      const endpoint = announcedBy(response);
      if (endpoint !== null) sightings.value = seenAlso(sightings.peek(), endpoint, response.at);
      return endpoint !== null;
    },
  };
}
