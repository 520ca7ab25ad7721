/** The Set-Cookie lines that responses brought, and which of them the browser did not follow. Pure. */

import { type Cookie, identityOf, type Rules } from "../../../../cookies/cookie.ts";
import type { Refusal } from "../../../../cookies/refusal/reasons.ts";
import { likelyRefusal, refusalOfLine } from "../../../../cookies/refusal.ts";
import { askedBy } from "../../../../cookies/set-cookie/asked-cookie.ts";
import { parseSetCookie, type SetCookie, setCookieLines } from "../../../../cookies/set-cookie/parse-line.ts";
import { registrable, relation } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";

/** Names a cookie but for which partition it is in: lines only say whether it is in one. */
export const slotOf = (cookie: Cookie): string =>
  identityOf({ ...cookie, partition: cookie.partition && { topLevelSite: "", crossSiteAncestor: false } });

/** Firefox gives third parties a partition whether they ask for it or not. */
const slotAsked = (cookie: Cookie): string => slotOf({ ...cookie, partition: null });

/** Does the line speak of this cookie, seen on the page? */
export const speaksOf = (seen: SeenLine, cookie: Cookie, page: URL): boolean =>
  slotOf(seen.cookie) === slotOf(cookie) ||
  (relation(seen.url, page) === "cross-site" && slotOf(seen.cookie) === slotAsked(cookie));

export interface SeenLine {
  readonly line: SetCookie;
  /** What it asks for, as a cookie. */
  readonly cookie: Cookie;
  /** It asks for the cookie to go. */
  readonly deletes: boolean;
  /** It asked for more than the 400 days that browsers give. */
  readonly shortened: boolean;
  readonly url: URL;
  readonly method: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the browser holds, read at one time. */
export interface Jar {
  readonly cookies: readonly Cookie[];
  /** Hosts whose cookies may be read. */
  readonly readable: ReadonlySet<string>;
  /** Milliseconds since the epoch when reading began. */
  readonly at: number;
}

export interface Refused {
  readonly seen: SeenLine;
  readonly refusal: Refusal;
  /** How many responses asked for it. */
  readonly times: number;
  /** The jar was looked into; else only the rules say so. */
  readonly checked: boolean;
}

/** Lines kept at most; the oldest go first. */
const mostLines = 500;

export function linesOf(response: SeenResponse, page: URL, rules: Rules): readonly SeenLine[] {
  const { method, at } = response;
  const serverTime = dateOf(response);
  const texts = URL.canParse(response.url) ? setCookieLines(response.headers) : [];
  return texts.map((text) => {
    const url = new URL(response.url);
    const line = parseSetCookie(text, rules);
    const { cookie, shortened } = askedOn(page, line, url, at, serverTime);
    return { line, cookie, deletes: cookie.expiresAt !== null && cookie.expiresAt <= at, shortened, url, method, at };
  });
}

/** What the server took for now; the time of the answer where it says nothing. Milliseconds since the epoch. */
function dateOf({ headers, at }: SeenResponse): number {
  const date = Date.parse(headers.find(([name]) => name.toLowerCase() === "date")?.[1] ?? "");
  return Number.isNaN(date) ? at : date;
}

/** The cookie that a line asks for when `url` answers with it to the page. */
export function askedOn(
  page: URL,
  line: SetCookie,
  url: URL,
  at: number,
  serverTime: number = at,
): Pick<SeenLine, "cookie" | "shortened"> {
  const { partitioned, shortened, ...asked } = askedBy(line, url, at, serverTime);
  return { cookie: { ...asked, partition: partitioned ? partitionFor(url, page) : null }, shortened };
}

/** The partition a response of this address writes to on the page. */
const partitionFor = (url: URL, page: URL) => ({
  topLevelSite: `${page.protocol}//${registrable(page.hostname)}`,
  crossSiteAncestor: relation(url, page) !== "same-site",
});

export const withLines = (lines: readonly SeenLine[], more: readonly SeenLine[]): readonly SeenLine[] =>
  more.length === 0 ? lines : [...lines, ...more].toSorted((a, b) => a.at - b.at).slice(-mostLines);

/** The lines that speak of the same cookie, the last one last. */
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

export interface Looking {
  readonly page: URL;
  readonly jar: Jar;
  /** When each cookie was last seen in the jar, by slot. */
  readonly heldAt: ReadonlyMap<string, number>;
  /** Responses from before are told of later: what happened since is not known. */
  readonly since: number;
  readonly now: number;
}

/**
 * Of each cookie that lines asked for, whether the browser refused the last of them.
 * What it holds counts before what the rules say; what a rule does not explain counts only if it was watched.
 */
export function refusedAmong(lines: readonly SeenLine[], looking: Looking): readonly Refused[] {
  const refused: Refused[] = [];
  for (const [slot, group] of linesBySlot(lines)) {
    const seen = group.at(-1)!;
    const refusal = judge(seen, slot, looking);
    const checked = looking.jar.readable.has(seen.url.hostname) && looking.jar.at >= seen.at;
    if (refusal) refused.push({ seen, refusal, times: group.length, checked });
  }
  return refused;
}

function judge(seen: SeenLine, slot: string, { page, jar, heldAt, since, now }: Looking): Refusal | null {
  const { line, cookie, url } = seen;
  const byRule = refusalOfLine(line, url);
  const held = jar.cookies.find((one) => slotOf(one) === slot) ?? jar.cookies.find((one) => speaksOf(seen, one, page));
  // A deletion that is refused leaves the cookie where it is.
  if (seen.deletes) return held || jar.cookies.some(({ name }) => name === cookie.name) ? byRule : null;
  if (held && sameContent(held, cookie)) return null;
  if (byRule) return byRule;
  if (!jar.readable.has(url.hostname) || jar.at < seen.at) return null;
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return null;
  // It was there after the line came, so somebody else changed or removed it.
  if ((heldAt.get(slot) ?? 0) >= seen.at && !held) return null;
  const likely = likelyRefusal(line, { url, page, jar: jar.cookies });
  if (held) return likely.reason === "OverwriteSecure" ? likely : null;
  return likely.reason === "UnknownError" && seen.at < since ? null : likely;
}

const sameContent = (held: Cookie, asked: Cookie): boolean =>
  held.value === asked.value &&
  held.secure === asked.secure &&
  held.httpOnly === asked.httpOnly &&
  held.sameSite === asked.sameSite;
