/** Finds debug endpoints by the responses of the page, and decides which one the panel uses. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { announceHeader, defaultPath } from "sessionscope/protocol";
import type { SeenResponse } from "../../platform/platform.ts";
import { type Sites, siteOf } from "../options.ts";
import { type Page, webOrigin } from "../page.ts";
import { addressOf, type Endpoint, endpointAt } from "./address.ts";

export interface Found {
  readonly endpoint: Endpoint;
  /** Whether a response announced an endpoint at this origin. */
  readonly announced: boolean;
}

export interface Endpoints {
  /** The endpoints to choose from: the page's own first, then those seen in the page and its frames. */
  readonly all: ReadonlySignal<readonly Endpoint[]>;
  /** Uses this endpoint for the pages of the current origin. */
  choose(endpoint: Endpoint): void;
  /** The endpoint to use for the page; null: the page is not of the web. */
  readonly found: ReadonlySignal<Found | null>;
  /** Records the endpoint that a response announces. @returns whether it announces one. */
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

/** The endpoint that each origin announced last, with the time of that response. */
export type Sightings = ReadonlyMap<string, { readonly endpoint: Endpoint; readonly at: number }>;

/** @param needed origins to keep, however many others the page shows. */
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
/** The number of servers to keep besides the newest one and the needed ones. */
const mostSightings = 50;

/** Milliseconds: DevTools round the start of a request down to a whole one. */
const grain = 1;

/** The page's own endpoint first, then those that its frames and calls have announced since it loaded. */
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
  /** The user's choices in this panel, by origin of the page. */
  const picked = signal<ReadonlyMap<string, Endpoint>>(new Map());
  const chosen = computed(() => {
    const { origin } = page.value;
    if (origin === null) return null;
    return picked.value.get(origin) ?? endpointAt(siteOf(sites.value, origin).server ?? "");
  });
  /** A valid path that the user has set for the origin replaces the path of the endpoint. */
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
      // The panel calls no other server of the page, such as the host of an image, until the user chooses it.
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
