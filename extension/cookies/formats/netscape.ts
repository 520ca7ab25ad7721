/** cookies.txt, as curl, wget and yt-dlp use it: seven fields with tabs between them, `#HttpOnly_` before the host. */

import { type Cookie, hostNameOf, isAddress } from "../cookie.ts";
import { isPublicSuffix } from "../site.ts";
import { readExpiry } from "./expiry.ts";
import { type ImportContext, type ImportedRow, labelOf, type ReadableFormat, rowWithProblem } from "./format.ts";

export const netscape = {
  name: "netscape",
  title: "formatNetscape",
  exportHint: "exportLossy",
  fileEnding: "txt",
  looksLike: (text: string) =>
    /^# (Netscape )?HTTP Cookie File/im.test(text) || linesOf(text).some(({ line }) => fieldsOf(line) !== null),
  read: (text: string, { now }: ImportContext): readonly ImportedRow[] =>
    linesOf(text).map(({ line, place }) => readLine(line, place, now)),
  write: writeNetscape,
} as const satisfies ReadableFormat;

const httpOnlyMark = "#HttpOnly_";

function writeNetscape(cookies: readonly Cookie[]): string {
  const lines = cookies.map((cookie) =>
    [
      (cookie.httpOnly ? httpOnlyMark : "") + (cookie.hostOnly ? "" : ".") + cookie.domain,
      cookie.hostOnly ? "FALSE" : "TRUE",
      cookie.path,
      cookie.secure ? "TRUE" : "FALSE",
      cookie.expiresAt === null ? "0" : String(Math.floor(cookie.expiresAt / 1000)),
      cookie.name,
      cookie.value,
    ].join("\t"),
  );
  return `${["# Netscape HTTP Cookie File", ...lines].join("\n")}\n`;
}

function linesOf(text: string): readonly { readonly line: string; readonly place: number }[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ line, place: index + 1 }))
    .filter(({ line }) => line.trim() !== "" && (!line.startsWith("#") || line.startsWith(httpOnlyMark)));
}

/** The fields of a line; null: it has another form. Blanks may stand for tabs, and the value may be missing. */
function fieldsOf(line: string): readonly string[] | null {
  const tabs = line.split("\t");
  const fields = tabs.length >= 6 ? tabs : line.trim().split(/ +/);
  const isFlag = (field: string | undefined) => /^(TRUE|FALSE)$/i.test(field ?? "");
  if (fields.length < 6 || fields.length > 7 || !isFlag(fields[1]) || !isFlag(fields[3])) return null;
  return /^-?\d+(\.\d+)?$/.test(fields[4]!) ? fields : null;
}

function readLine(line: string, place: number, now: number): ImportedRow {
  const fields = fieldsOf(line);
  if (fields === null) return rowWithProblem(labelOf(line), place, ["importNotNetscape"]);
  const [host, subdomains, path, secure, expires, name, value = ""] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  const httpOnly = host.startsWith(httpOnlyMark);
  const domain = hostNameOf((httpOnly ? host.slice(httpOnlyMark.length) : host).replace(/^\./, ""));
  const { at, notes } = readExpiry(expires, now);
  const cookie: Cookie = {
    name,
    value,
    domain,
    hostOnly: /^FALSE$/i.test(subdomains) || isAddress(domain) || isPublicSuffix(domain),
    path: path.startsWith("/") ? path : "/",
    secure: /^TRUE$/i.test(secure),
    httpOnly,
    sameSite: "unspecified",
    expiresAt: at,
    partition: null,
  };
  return { place, label: name, cookie, problem: null, notes };
}
