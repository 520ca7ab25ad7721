/** The `Cookie` header of a request: names and values, no attributes. */

import { type Cookie, reaches } from "../cookie.ts";
import { type ImportContext, type ImportedRow, labelOf, type ReadableFormat, rowWithProblem } from "./format.ts";

export const cookieHeader = {
  name: "header",
  title: "formatHeader",
  exportHint: "exportSent",
  fileEnding: "txt",
  /** Any text may be one, so formats.ts asks this format last. */
  looksLike: () => true,
  read: readHeader,
  write: (cookies: readonly Cookie[], url: URL): string => `Cookie: ${cookieHeaderValue(cookies, url)}\n`,
} as const satisfies ReadableFormat;

/** The cookies that a request to the address would carry, longer paths first (RFC 6265bis section 5.8.3). */
export function cookieHeaderValue(cookies: readonly Cookie[], url: URL): string {
  return cookies
    .filter((cookie) => reaches(cookie, url))
    .toSorted((a, b) => b.path.length - a.path.length)
    .map(({ name, value }) => (name === "" ? value : `${name}=${value}`))
    .join("; ");
}

const prefix = /^[ \t]*cookie:/i;

/** In a text with a line `Cookie: …` only such lines count. Otherwise every line does that is not another header. */
function readHeader(text: string, { url }: ImportContext): readonly ImportedRow[] {
  if (/^\s*(["'`]).*\1;?\s*$/s.test(text)) return [rowWithProblem(labelOf(text), 1, ["importQuoted"])];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const named = lines.some((line) => prefix.test(line));
  const rows = lines.flatMap((line) => {
    const other = named ? !prefix.test(line) : /^\s*:?[a-z][a-z\d-]*:\s|\bHTTP\/\d/i.test(line);
    return other
      ? [rowWithProblem(labelOf(line), 1, ["importOtherHeader"])]
      : readCookieHeaderValue(line.replace(prefix, ""), url);
  });
  return rows.map((row, index) => ({ ...row, place: index + 1 }));
}

/** Reads the value of a `Cookie` header: `name=value` pairs with semicolons between them. */
export const readCookieHeaderValue = (list: string, url: URL): readonly ImportedRow[] =>
  list
    .split(/[;\n]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair, index) => readPair(pair, index + 1, url));

function readPair(pair: string, place: number, url: URL): ImportedRow {
  const equals = pair.indexOf("=");
  if (equals < 1) return rowWithProblem(labelOf(pair), place, ["importNotPair"]);
  const name = pair.slice(0, equals).trim();
  const cookie: Cookie = {
    name,
    value: pair.slice(equals + 1).trim(),
    domain: url.hostname,
    hostOnly: true,
    path: "/",
    // A browser accepts a name with one of these prefixes only with the attribute.
    secure: /^__(secure|host|http|host-http)-/i.test(name),
    httpOnly: /^__(http|host-http)-/i.test(name),
    sameSite: "unspecified",
    expiresAt: null,
    partition: null,
  };
  return { place, label: name, cookie, problem: null, notes: [["importAttributesUnknown"]] };
}
