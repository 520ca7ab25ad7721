/** The two headers that carry cookies: `Cookie`, which names no attributes, and `Set-Cookie`. */

import { type Cookie, type Message, reaches } from "../cookie.ts";
import type { ImportContext, Row } from "../formats.ts";
import { refusalOf } from "../refusal.ts";
import { askedBy, formatSetCookie, parseSetCookie } from "../set-cookie.ts";
import { registrable } from "../site.ts";

/** What a request to the address would carry, longer paths first (RFC 6265bis section 5.8.3). */
export function cookieHeader(cookies: readonly Cookie[], url: URL): string {
  return cookies
    .filter((cookie) => reaches(cookie, url))
    .toSorted((a, b) => b.path.length - a.path.length)
    .map(({ name, value }) => (name === "" ? value : `${name}=${value}`))
    .join("; ");
}

export const writeHeader = (cookies: readonly Cookie[], url: URL): string => `Cookie: ${cookieHeader(cookies, url)}\n`;

export const writeSetCookies = (cookies: readonly Cookie[]): string =>
  cookies.map((cookie) => `Set-Cookie: ${formatSetCookie(cookie)}\n`).join("");

/** Lines of other headers, start lines and a string in quotes are no cookies; where a line says `Cookie:`, only such are. */
export function readHeader(text: string, { url }: ImportContext): readonly Row[] {
  if (/^\s*(["'`]).*\1;?\s*$/s.test(text)) return [noCookie(text, 1, "importQuoted")];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const isHead = lines.some((line) => cookiePrefix.test(line));
  const rows = lines.flatMap((line) => {
    const other = isHead ? !cookiePrefix.test(line) : /^\s*:?[a-z][a-z\d-]*:\s|\bHTTP\/\d/i.test(line);
    return other ? [noCookie(line, 1, "importOtherHeader")] : readPairs(line.replace(cookiePrefix, ""), url);
  });
  return rows.map((row, index) => ({ ...row, place: index + 1 }));
}

const cookiePrefix = /^[ \t]*cookie:/i;

const noCookie = (text: string, place: number, problem: string): Row => ({
  place,
  label: text.trim().slice(0, 40),
  cookie: null,
  problem: [problem],
  notes: [],
});

/** The value of a `Cookie` header, without its name. */
export const readPairs = (list: string, url: URL): readonly Row[] =>
  list
    .split(/[;\n]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair, index) => readPair(pair, index + 1, url));

function readPair(pair: string, place: number, url: URL): Row {
  const equals = pair.indexOf("=");
  if (equals < 1) return noCookie(pair, place, "importNotPair");
  const name = pair.slice(0, equals).trim();
  const cookie: Cookie = {
    name,
    value: pair.slice(equals + 1).trim(),
    domain: url.hostname,
    hostOnly: true,
    path: "/",
    // A name with such a prefix cannot exist otherwise.
    secure: /^__(secure|host|http|host-http)-/i.test(name),
    httpOnly: /^__(http|host-http)-/i.test(name),
    sameSite: "unspecified",
    expiresAt: null,
    partition: null,
  };
  return { place, label: name, cookie, problem: null, notes: [["importAttributesUnknown"]] };
}

export function readSetCookies(text: string, { url, now, rules }: ImportContext): readonly Row[] {
  const prefix = /^[ \t]*set-cookie:/i;
  const lines = text.split(/\r?\n/);
  const isHead = lines.some((line) => prefix.test(line));
  return lines
    .map((line, index) => [line, index + 1] as const)
    .filter(([line]) => line.trim() !== "")
    .map(([text, place]): Row => {
      if (isHead && !prefix.test(text)) return noCookie(text, place, "importOtherHeader");
      const line = parseSetCookie(text, rules);
      const label = line.name || line.raw.slice(0, 40);
      const refusal = refusalOf(line, url);
      if (refusal) return { place, label, cookie: null, problem: refusal.sentence, notes: [] };
      const { partitioned, shortened, ...asked } = askedBy(line, url, now);
      const topLevelSite = `${url.protocol}//${registrable(url.hostname)}`;
      const partition = partitioned ? { topLevelSite, crossSiteAncestor: false } : null;
      const ignored = line.attributes.filter((one) => one.ignored === "unknown" || one.ignored === "unreadable");
      const notes: Message[] = ignored.map(({ raw }) => ["importIgnored", raw]);
      if (shortened) notes.push(["importExpiryShortened"]);
      return { place, label, cookie: { ...asked, partition }, problem: null, notes };
    });
}
