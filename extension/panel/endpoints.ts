/** Where debug endpoints are, as the responses of the page say. */

import { announceHeader } from "sessionscope/protocol";
import type { SeenResponse } from "../platform/platform.ts";
import type { Endpoint } from "./client.ts";

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
