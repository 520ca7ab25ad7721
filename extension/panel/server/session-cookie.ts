/**
 * Applies the session cookie of a server's answer to the browser. The panel loads this module when an answer first
 * brings a cookie.
 */

import type { Cookie, Message } from "../../cookies/cookie.ts";
import { refusalFrom } from "../../cookies/refusal.ts";
import { askedBy } from "../../cookies/set-cookie/asked-cookie.ts";
import { parseSetCookie } from "../../cookies/set-cookie/parse-line.ts";
import { registrable, relation, sitesOf } from "../../cookies/site.ts";
import type { CookieStore } from "../../platform/platform.ts";

/** The server that answered, and the state when the call began. */
export interface Answered {
  /** The address of the endpoint. */
  readonly url: URL;
  /** The address of the inspected page: partitions belong to its site. */
  readonly page: URL;
  /** Is this the name of the session cookie, or of one that belongs to it? */
  readonly isOwn: (name: string) => boolean;
  /** Those that the browser held at that time. */
  readonly held: readonly Cookie[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The current time by the server's clock. */
  readonly serverTime: number;
  /** Once it is aborted, nothing is written any more: the rest of the lines is dropped. */
  readonly over: AbortSignal;
}

/** A cookie that was not stored or deleted as the answer asked. */
export interface NotApplied {
  readonly name: string;
  /** Why the panel did not try; null: it tried, and the browser did not store or delete the cookie. */
  readonly why: Message | null;
}

/**
 * Stores or deletes the cookies of the lines in the browser, and reads them back. The panel may write any cookie of any
 * allowed host; a server may not: a line counts only for the server's own cookie, and only if a browser would accept it
 * from that address. Rejects with the reason of `over` once it is aborted.
 */
export async function applyCookies(
  store: CookieStore,
  lines: readonly string[],
  { url, page, isOwn, held, now, serverTime, over }: Answered,
): Promise<readonly NotApplied[]> {
  await sitesOf(url.hostname, page.hostname);
  const failed: NotApplied[] = [];
  for (const text of lines) {
    const line = parseSetCookie(text, store.rules);
    if (!isOwn(line.name)) {
      failed.push({ name: line.name, why: ["cookieOfAnother"] });
      continue;
    }
    const refusal = refusalFrom(line, url, await store.list(url.href));
    over.throwIfAborted();
    if (refusal !== null) {
      failed.push({ name: line.name, why: refusal.sentence });
      continue;
    }
    const { partitioned, shortened: _, ...asked } = askedBy(line, url, now, serverTime);
    const crossSiteAncestor = relation(url, page) !== "same-site";
    const topLevelSite = `${page.protocol}//${registrable(page.hostname)}`;
    const before = held.find(({ name }) => name === line.name) ?? held[0];
    const partition = partitioned ? (before?.partition ?? { topLevelSite, crossSiteAncestor }) : null;
    const cookie: Cookie = { ...asked, partition };
    const gone = cookie.expiresAt !== null && cookie.expiresAt <= now;
    const done = gone ? await store.remove(cookie) : (await store.set(cookie))?.value === cookie.value;
    if (!done) failed.push({ name: cookie.name, why: null });
  }
  return failed;
}

/** Says which cookies were not applied: names the first, and counts them if there are several. */
export function notApplied(failed: readonly NotApplied[], text: (...message: Message) => string): string {
  const { name, why } = failed[0]!;
  const sentence = why === null ? text("cookieNotStored", name) : text("cookieNotApplied", name, text(...why));
  return failed.length === 1 ? sentence : `${sentence} ${text("cookiesNotApplied", `${failed.length}`)}`;
}
