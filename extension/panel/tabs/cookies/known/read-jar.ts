/** Reads the cookies of the page's host, and of the hosts it sent requests to, as far as the user allows each. */

import { type Cookie, identityOf } from "../../../../cookies/cookie.ts";
import type { OwnPlatform } from "../../../own-writes.ts";

/** What the browser holds, read at one time. */
export interface Jar {
  readonly cookies: readonly Cookie[];
  /** Hosts whose cookies may be read. */
  readonly readable: ReadonlySet<string>;
  /** When the reading began: milliseconds since the epoch; 0: the jar was never read. */
  readonly at: number;
  /** How many of the panel's own writes had ended when the reading began. */
  readonly ownWrites: number;
}

export const unreadJar: Jar = { cookies: [], readable: new Set(), at: 0, ownWrites: 0 };

/** @param origins of the page's requests, the page's own first. */
export async function readJar(platform: OwnPlatform, page: URL, origins: readonly string[]): Promise<Jar> {
  const at = Date.now();
  const ownWrites = platform.cookies.endedWrites();
  const answers = await Promise.all(
    origins.map(async (origin) => {
      if (!platform.cookies.shows(origin) || !(await platform.origins.allowed(origin))) return null;
      const url = origin === page.origin ? page.href : `${origin}/`;
      return { host: new URL(origin).hostname, cookies: await platform.cookies.list(url) };
    }),
  );
  const read = answers.filter((one) => one !== null);
  const cookies = new Map(read.flatMap((one) => one.cookies).map((cookie) => [identityOf(cookie), cookie]));
  return { cookies: [...cookies.values()], readable: new Set(read.map(({ host }) => host)), at, ownWrites };
}
