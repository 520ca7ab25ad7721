/** Reads every cookie of the page: its own host's, and those of the hosts it talked to, as far as they are allowed. */

import { identityOf } from "../../../../cookies/cookie.ts";
import type { Platform } from "../../../../platform/platform.ts";
import type { Jar } from "./seen-lines.ts";

/** Other hosts looked at; the latest count. */
export const mostHosts = 40;

/** @param origins of the page's requests, the page's own first. */
export async function readJar(platform: Platform, page: URL, origins: readonly string[]): Promise<Jar> {
  const at = Date.now();
  const asked = await Promise.all(
    origins.map(async (origin) => {
      if (!platform.cookies.shows(origin) || !(await platform.origins.allowed(origin))) return null;
      const url = origin === page.origin ? page.href : `${origin}/`;
      return { host: new URL(origin).hostname, cookies: await platform.cookies.list(url) };
    }),
  );
  const read = asked.filter((one) => one !== null);
  const cookies = new Map(read.flatMap((one) => one.cookies).map((cookie) => [identityOf(cookie), cookie]));
  return { cookies: [...cookies.values()], readable: new Set(read.map(({ host }) => host)), at };
}

/** The origins of the page and of what it asked, each host once: ports share their cookies. */
export function originsOf(page: URL, seen: readonly string[]): readonly string[] {
  const byHost = new Map<string, string>();
  for (const origin of [page.origin, ...seen.toReversed()]) {
    const { protocol, hostname } = new URL(origin);
    const known = byHost.get(hostname);
    if (known === undefined && (protocol === "https:" || protocol === "http:")) byHost.set(hostname, origin);
  }
  return [...byHost.values()].slice(0, mostHosts + 1);
}
