/**
 * Puts into the browser the session cookie that a server answered. Loaded with the Public Suffix List when an answer first
 * brings one.
 */

import type { Cookie, Message } from "../../cookies/cookie.ts";
import { refusalFrom } from "../../cookies/refusal.ts";
import { askedBy } from "../../cookies/set-cookie/asked-cookie.ts";
import { parseSetCookie } from "../../cookies/set-cookie/parse-line.ts";
import { registrable, relation } from "../../cookies/site.ts";
import type { CookieStore, Platform } from "../../platform/platform.ts";

/** Whose answer it was, all of it as it stood when the call began. */
export interface Answered {
  /** The endpoint's own address. */
  readonly url: URL;
  /** The inspected page's: partitions belong to its site. */
  readonly page: URL;
  /** The cookies that the server calls its own: `hello.cookie`. */
  readonly names: readonly string[];
  /** The session cookie at that time. */
  readonly held: Cookie | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the server takes for now. */
  readonly serverTime: number;
  /** Nothing is written any more once it is aborted: the rest of the lines is dropped. */
  readonly over: AbortSignal;
}

/** A cookie of an answer that is not in the browser as the answer asked. */
export interface NotApplied {
  readonly name: string;
  /** Why it was not tried; null: the browser did not store it, or did not let it go. */
  readonly why: Message | null;
}

/**
 * Does in the browser what the lines ask for, and reads back. The panel may write any cookie of any allowed host; a
 * server may not: a line counts only for a cookie of its own, and only if a browser would take it from that address.
 * Rejects with the reason of `over`.
 */
export async function applyCookies(
  store: CookieStore,
  lines: readonly string[],
  { url, page, names, held, now, serverTime, over }: Answered,
): Promise<readonly NotApplied[]> {
  const failed: NotApplied[] = [];
  for (const text of lines) {
    const line = parseSetCookie(text, store.rules);
    if (!names.includes(line.name)) {
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
    const partition = partitioned ? (held?.partition ?? { topLevelSite, crossSiteAncestor }) : null;
    const cookie: Cookie = { ...asked, partition };
    const gone = cookie.expiresAt !== null && cookie.expiresAt <= now;
    const done = gone ? await store.remove(cookie) : (await store.set(cookie))?.value === cookie.value;
    if (!done) failed.push({ name: cookie.name, why: null });
  }
  return failed;
}

/** One sentence for all of them: the first by name, the others counted. */
export function notApplied(failed: readonly NotApplied[], text: Platform["text"]): string {
  const { name, why } = failed[0]!;
  const sentence = why === null ? text("cookieNotStored", name) : text("cookieNotApplied", name, text(...why));
  return failed.length === 1 ? sentence : `${sentence} ${text("cookiesNotApplied", `${failed.length}`)}`;
}
