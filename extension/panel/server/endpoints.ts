/** Where debug endpoints are, as the responses of the page say. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { announceHeader, defaultPath } from "sessionscope/protocol";
import type { SeenResponse } from "../../platform/platform.ts";
import { type Sites, siteOf } from "../options.ts";
import { type Page, webOrigin } from "../page.ts";
import { addressOf, type Endpoint, endpointAt } from "./address.ts";

export interface Found {
  readonly endpoint: Endpoint;
  /** A response of the page named it. */
  readonly announced: boolean;
}

export interface Endpoints {
  /** The endpoints to choose from: the page's own first, then those seen in the page and its frames. */
  readonly all: ReadonlySignal<readonly Endpoint[]>;
  /** Takes another than the page's own, for the pages of this origin. */
  choose(endpoint: Endpoint): void;
  /** Where the endpoint of the page must be; null: the page is none of the web. */
  readonly found: ReadonlySignal<Found | null>;
  /** Takes note of a response; true: it announces an endpoint. */
  see(response: SeenResponse): boolean;
}

/** The endpoint that a response announces: `Sessionscope: v=1; path=/__sessionscope__; request=<id>`. */
export function announcedBy(response: Pick<SeenResponse, "url" | "headers">): Endpoint | null {
  const header = response.headers.find(([name]) => name.toLowerCase() === announceHeader.toLowerCase());
  const path = header && /(?:^|;)\s*path=([^;\s]+)/.exec(header[1])?.[1];
  const origin = webOrigin(response.url);
  const address = path !== undefined && origin !== null ? addressOf(origin, path) : null;
  return address && { origin: address.origin, path: address.pathname };
}

/** Endpoints with the time each was last seen, the latest word of an origin counting. */
export type Sightings = ReadonlyMap<string, { readonly endpoint: Endpoint; readonly at: number }>;

/** @param needed origins that are not forgotten, however many others are seen in the page. */
export function seenAlso(
  sightings: Sightings,
  endpoint: Endpoint,
  at: number,
  needed: readonly (string | null)[],
): Sightings {
  const before = [...sightings].filter(([origin]) => origin !== endpoint.origin);
  const kept = before.filter(([origin]) => needed.includes(origin));
  const others = before.filter(([origin]) => !needed.includes(origin)).slice(-mostSightings);
  return new Map([...kept, ...others, [endpoint.origin, { endpoint, at }]]);
}
/** Servers that are remembered beside the newest and those that are needed. */
const mostSightings = 50;

/** Milliseconds: DevTools name the start of a request without the part of one that had passed. */
const grain = 1;

/** The page's own first, then those of its frames and calls since the page came. */
export function endpointsOf(sightings: Sightings, origin: string, since: number): readonly Endpoint[] {
  const own = sightings.get(origin);
  const others = [...sightings.values()].filter(
    ({ endpoint, at }) => endpoint.origin !== origin && at >= since - grain,
  );
  return [...(own ? [own] : []), ...others].map(({ endpoint }) => endpoint);
}

export function createEndpoints(page: ReadonlySignal<Page>, sites: ReadonlySignal<Sites>): Endpoints {
  const sightings = signal<Sightings>(new Map());
  const loadedAt = signal(0);
  /** By origin of the page. */
  const picked = signal<ReadonlyMap<string, Endpoint>>(new Map());
  const chosen = computed(() => {
    const { origin } = page.value;
    if (origin === null) return null;
    return picked.value.get(origin) ?? endpointAt(siteOf(sites.value, origin).server ?? "");
  });
  /** The path that the user has set for an origin counts, if it is one. */
  const set = (endpoint: Endpoint): Endpoint => {
    const address = addressOf(endpoint.origin, siteOf(sites.value, endpoint.origin).path);
    return address === null ? endpoint : { ...endpoint, path: address.pathname };
  };
  const all = computed(() => {
    const { origin } = page.value;
    if (origin === null) return [];
    const seen = endpointsOf(sightings.value, origin, loadedAt.value);
    const { value: mine } = chosen;
    const offered = mine === null || seen.some((one) => one.origin === mine.origin) ? seen : [...seen, mine];
    const own = offered.filter((one) => one.origin === origin);
    const others = offered.filter((one) => one.origin !== origin);
    return others.length > 0 && own.length === 0 ? [{ origin, path: defaultPath }, ...others] : [...own, ...others];
  });
  return {
    all,
    choose(endpoint) {
      const { origin } = page.peek();
      if (origin !== null) picked.value = new Map([...picked.peek(), [origin, endpoint]]);
    },
    found: computed(() => {
      const { origin } = page.value;
      if (origin === null) return null;
      // Whoever else is seen in the page, an image's host for one, is nothing to the developer until chosen.
      const host = chosen.value?.origin ?? origin;
      const seen = sightings.value.get(host)?.endpoint;
      const endpoint = seen ?? (host === origin ? { origin, path: defaultPath } : chosen.value!);
      return { endpoint: set(endpoint), announced: seen !== undefined };
    }),
    see(response) {
      const isPage = response.url === page.peek().url.replace(/#.*/, "");
      if (isPage && response.at > loadedAt.peek()) loadedAt.value = response.at;
      const endpoint = announcedBy(response);
      if (endpoint !== null) {
        const needed = [page.peek().origin, chosen.peek()?.origin ?? null];
        sightings.value = seenAlso(sightings.peek(), endpoint, response.at, needed);
      }
      return endpoint !== null;
    },
  };
}
