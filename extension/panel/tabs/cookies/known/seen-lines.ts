/** The Set-Cookie lines that responses brought. Pure. */

import { type Cookie, identityOf, type Rules } from "../../../../cookies/cookie.ts";
import { isOfLab } from "../../../../cookies/lab/lab-case.ts";
import { askedBy } from "../../../../cookies/set-cookie/asked-cookie.ts";
import { parseSetCookie, type SetCookie, setCookieLines } from "../../../../cookies/set-cookie/parse-line.ts";
import { registrable, relation } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";

export interface SeenLine {
  readonly line: SetCookie;
  /** The cookie that it asks for. */
  readonly cookie: Cookie;
  /** It asks the browser to delete the cookie. */
  readonly deletes: boolean;
  /** It asked for more than the 400 days that browsers allow. */
  readonly shortened: boolean;
  /** Of the request that it answered. */
  readonly url: URL;
  readonly method: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A response whose Set-Cookie lines the browser did not show. */
export interface UnreadResponse {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function linesOf(response: SeenResponse, page: URL, rules: Rules): readonly SeenLine[] {
  const { method, at } = response;
  const serverTime = serverTimeOf(response);
  const texts = URL.canParse(response.url) ? setCookieLines(response.headers) : [];
  // What the Cookie lab tries belongs to no app.
  const parsed = texts.map((text) => parseSetCookie(text, rules)).filter((line) => !isOfLab(line));
  return parsed.map((line) => {
    const url = new URL(response.url);
    const { cookie, shortened } = cookieAskedFor(line, url, page, at, serverTime);
    return { line, cookie, deletes: cookie.expiresAt !== null && cookie.expiresAt <= at, shortened, url, method, at };
  });
}

/**
 * The server's clock when it answered, by its `Date`; without one, the time of the response. Milliseconds since the
 * epoch.
 */
function serverTimeOf({ headers, at }: SeenResponse): number {
  const date = Date.parse(headers.find(([name]) => name.toLowerCase() === "date")?.[1] ?? "");
  return Number.isNaN(date) ? at : date;
}

/** The cookie that a line asks for when the page receives it from `url`. */
export function cookieAskedFor(
  line: SetCookie,
  url: URL,
  page: URL,
  at: number,
  serverTime: number = at,
): Pick<SeenLine, "cookie" | "shortened"> {
  const { partitioned, shortened, ...asked } = askedBy(line, url, at, serverTime);
  return { cookie: { ...asked, partition: partitioned ? partitionFor(url, page) : null }, shortened };
}

/** The partition in which the page keeps a cookie that it receives from `url`. */
const partitionFor = (url: URL, page: URL) => ({
  topLevelSite: `${page.protocol}//${registrable(page.hostname)}`,
  crossSiteAncestor: relation(url, page) !== "same-site",
});

/** Lines that are kept; the oldest go first. */
const mostLines = 500;

export const withLines = (lines: readonly SeenLine[], more: readonly SeenLine[]): readonly SeenLine[] =>
  more.length === 0 ? lines : [...lines, ...more].toSorted((a, b) => a.at - b.at).slice(-mostLines);

/** The lines of each cookie, in the order in which they came. */
export function linesBySlot(lines: readonly SeenLine[]): ReadonlyMap<string, readonly SeenLine[]> {
  const groups = new Map<string, SeenLine[]>();
  for (const seen of lines) {
    const slot = slotOf(seen.cookie);
    const group = groups.get(slot);
    if (group) group.push(seen);
    else groups.set(slot, [seen]);
  }
  return groups;
}

/** Identifies a cookie except for the site of its partition: a line says only whether the cookie is partitioned. */
export const slotOf = (cookie: Cookie): string =>
  identityOf({ ...cookie, partition: cookie.partition && { topLevelSite: "", crossSiteAncestor: false } });

/** Is the line about this cookie? Firefox puts cookies of third parties into a partition though no line asks for it. */
export const isAbout = (seen: SeenLine, cookie: Cookie, page: URL): boolean =>
  slotOf(seen.cookie) === slotOf(cookie) ||
  (relation(seen.url, page) === "cross-site" && slotOf(seen.cookie) === slotOf({ ...cookie, partition: null }));
