/** `Set-Cookie` headers of responses, one line for each cookie. */

import type { Cookie, Message } from "../cookie.ts";
import { refusalOfLine } from "../refusal.ts";
import { askedBy } from "../set-cookie/asked-cookie.ts";
import { parseSetCookie } from "../set-cookie/parse-line.ts";
import { formatSetCookie } from "../set-cookie/write-attributes.ts";
import { registrable } from "../site.ts";
import { type ImportContext, type ImportedRow, labelOf, type ReadableFormat, rowWithProblem } from "./format.ts";

const prefix = /^[ \t]*set-cookie:/i;
const anAttribute = /;\s*(path|domain|expires|max-age|samesite)\s*=|;\s*(secure|httponly|partitioned)\s*(;|$)/im;

export const setCookieHeader = {
  name: "set-cookie",
  title: "setCookie",
  exportHint: "exportSecret",
  fileEnding: "txt",
  looksLike: (text: string) => /^[ \t]*set-cookie:/im.test(text) || anAttribute.test(text),
  read: readHeaders,
  write: (cookies: readonly Cookie[]): string =>
    cookies.map((cookie) => `Set-Cookie: ${formatSetCookie(cookie)}\n`).join(""),
} as const satisfies ReadableFormat;

function readHeaders(text: string, context: ImportContext): readonly ImportedRow[] {
  const lines = text.split(/\r?\n/);
  const named = lines.some((line) => prefix.test(line));
  return lines
    .map((line, index) => [line, index + 1] as const)
    .filter(([line]) => line.trim() !== "")
    .map(([line, place]) =>
      named && !prefix.test(line)
        ? rowWithProblem(labelOf(line), place, ["importOtherHeader"])
        : readHeader(line, place, context),
    );
}

function readHeader(text: string, place: number, { url, now, rules }: ImportContext): ImportedRow {
  const line = parseSetCookie(text, rules);
  const label = line.name || labelOf(line.raw);
  const refusal = refusalOfLine(line, url);
  if (refusal) return rowWithProblem(label, place, refusal.sentence);
  const { partitioned, shortened, ...asked } = askedBy(line, url, now);
  const topLevelSite = `${url.protocol}//${registrable(url.hostname)}`;
  const partition = partitioned ? { topLevelSite, crossSiteAncestor: false } : null;
  const ignored = line.attributes.filter((one) => one.ignored === "unknown" || one.ignored === "unreadable");
  const notes: Message[] = ignored.map(({ raw }) => ["importIgnored", raw]);
  if (shortened) notes.push(["importExpiryShortened"]);
  return { place, label, cookie: { ...asked, partition }, problem: null, notes };
}
