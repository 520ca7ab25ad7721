/** A curl command with its cookies, as DevTools copies it and shells take it. */

import type { Cookie } from "../cookie.ts";
import { cookieHeaderValue, readCookieHeaderValue } from "./cookie-header.ts";
import { parseCurl } from "./curl-command.ts";
import { type ImportContext, type ImportedRow, labelOf, type ReadableFormat, rowWithProblem } from "./format.ts";

export const curl = {
  name: "curl",
  title: "formatCurl",
  exportHint: "exportSent",
  fileEnding: "sh",
  looksLike: (text: string) => isCurl(text) || isRequestCode(text),
  read: readCurl,
  write: writeCurl,
} as const satisfies ReadableFormat;

function writeCurl(cookies: readonly Cookie[], url: URL): string {
  const header = cookieHeaderValue(cookies, url);
  // Without "=" curl takes what follows -b for the name of a file.
  const option = header.includes("=") ? ` -b ${quoted(header)}` : ` -H ${quoted(`Cookie: ${header}`)}`;
  return `curl ${quoted(url.href)}${header === "" ? "" : option}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function readCurl(text: string, context: ImportContext): readonly ImportedRow[] {
  if (!isCurl(text)) return [rowWithProblem(labelOf(text), 1, ["importCopyAsCurl"])];
  const rows = parseCurl(text).flatMap(({ address, cookies }) =>
    cookies.flatMap((list) => readCookieHeaderValue(list, address ?? context.url)),
  );
  return rows.length === 0
    ? [rowWithProblem(labelOf(text), 1, ["importCurlEmpty"])]
    : rows.map((row, index) => ({ ...row, place: index + 1 }));
}

const isCurl = (text: string): boolean => /^\s*(\$ )?curl(\.exe)?\s/.test(text);

/**
 * A request that Chromium copied for PowerShell or JavaScript: a program, so the row asks for a curl command instead.
 */
const isRequestCode = (text: string): boolean =>
  /^\s*(?:(?:await\s+)?fetch\s*\(|\$session\s*=|Invoke-(?:WebRequest|RestMethod)\b)/i.test(text);
