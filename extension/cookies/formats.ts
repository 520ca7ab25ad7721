/**
 * The formats in which cookies are exported and imported. Each row of an import says what was made of its piece of
 * text.
 */

import { identityOf, type Message } from "./cookie.ts";
import { cookieHeader } from "./formats/cookie-header.ts";
import { curl } from "./formats/curl.ts";
import { fetchCall } from "./formats/fetch-call.ts";
import type { ImportContext, ImportedRow } from "./formats/format.ts";
import { json } from "./formats/json.ts";
import { netscape } from "./formats/netscape.ts";
import { setCookieHeader } from "./formats/set-cookie-header.ts";
import { storageState } from "./formats/storage-state.ts";
import { refusalOfCookie } from "./refusal.ts";

/** The formats of an export, in the order in which they are offered. */
export const formats = [json, netscape, cookieHeader, setCookieHeader, curl, storageState, fetchCall] as const;
export type Format = (typeof formats)[number];
export type FormatName = Format["name"];

/** The formats of an import. A text is read in the first that it looks like. */
const readable = [json, curl, netscape, setCookieHeader, cookieHeader] as const;

export interface Imported {
  /** The format in which the text was read. */
  readonly format: (typeof readable)[number];
  readonly rows: readonly ImportedRow[];
}

/** Detects the format. Never throws: a piece that cannot be read becomes a row with a problem. */
export function importCookies(text: string, context: ImportContext): Imported {
  const format = readable.find(({ looksLike }) => looksLike(text)) ?? cookieHeader;
  const rows = format.read(text, context).map((row) => withoutRefused(row, context));
  return { format, rows: withoutRepeated(rows) };
}

function withoutRefused(row: ImportedRow, { now, rules }: ImportContext): ImportedRow {
  const { cookie } = row;
  if (cookie === null) return row;
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return withProblem(row, ["importExpired"]);
  const refusal = refusalOfCookie(cookie, rules);
  return refusal ? withProblem(row, refusal.sentence) : row;
}

/** Of rows whose cookies would replace each other only the last keeps its cookie. */
function withoutRepeated(rows: readonly ImportedRow[]): readonly ImportedRow[] {
  const last = new Map<string, ImportedRow>();
  for (const row of rows) if (row.cookie) last.set(identityOf(row.cookie), row);
  return rows.map((row) =>
    row.cookie && last.get(identityOf(row.cookie)) !== row ? withProblem(row, ["importRepeated"]) : row,
  );
}

const withProblem = (row: ImportedRow, problem: Message): ImportedRow => ({ ...row, cookie: null, problem });
