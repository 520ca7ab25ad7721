/** The origins that the page sent requests to since it loaded: the panel reads their cookies, too. */

import { registrable } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";

export interface RequestedOrigins {
  note(response: SeenResponse, page: URL): void;
  /** The page's own origin first, then the latest; one for each host, because the ports of a host share its cookies. */
  of(page: URL): readonly string[];
  /** Forgets the origins of other sites. */
  keepSite(site: string): void;
}

/** Hosts beside the page's own whose cookies are read. */
const mostHosts = 40;

export function createRequestedOrigins(): RequestedOrigins {
  /** When each origin last answered, milliseconds since the epoch. */
  const answeredAt = new Map<string, number>();
  let pageLoadedAt = 0;
  return {
    note(response, page) {
      const { origin } = new URL(response.url);
      answeredAt.set(origin, Math.max(answeredAt.get(origin) ?? 0, response.at));
      if (isDocument(response, page)) pageLoadedAt = Math.max(pageLoadedAt, response.at);
    },
    of(page) {
      const requested = [...answeredAt].filter(([, at]) => at >= pageLoadedAt).sort(([, a], [, b]) => a - b);
      return oneForEachHost([page.origin, ...requested.map(([origin]) => origin).reverse()]).slice(0, mostHosts + 1);
    },
    keepSite(site) {
      for (const origin of answeredAt.keys()) {
        if (registrable(new URL(origin).hostname) !== site) answeredAt.delete(origin);
      }
    },
  };
}

/** The response that holds the page itself. Requests before it belong to another page. */
const isDocument = ({ url, headers }: SeenResponse, page: URL): boolean =>
  url.replace(/#.*/, "") === page.href.replace(/#.*/, "") &&
  headers.some(([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/html"));

function oneForEachHost(origins: readonly string[]): readonly string[] {
  const byHost = new Map<string, string>();
  for (const origin of origins) {
    const { protocol, hostname } = new URL(origin);
    if (!byHost.has(hostname) && (protocol === "https:" || protocol === "http:")) byHost.set(hostname, origin);
  }
  return [...byHost.values()];
}
