/** Cookies as text, out and in: what other tools write is read leniently, with a word on every row. */

import { type Cookie, identityOf, type Message, type Rules } from "./cookie.ts";
import { isCurl, isRequestCode, readCurl, writeCurl } from "./formats/curl.ts";
import { writeFetch } from "./formats/fetch.ts";
import { readHeader, readSetCookies, writeHeader, writeSetCookies } from "./formats/header.ts";
import { readJson, writeJson } from "./formats/json.ts";
import { isNetscape, readNetscape, writeNetscape } from "./formats/netscape.ts";
import { writeStorageState } from "./formats/storage-state.ts";
import { refusalOfCookie } from "./refusal.ts";

/** What texts are taken for. */
const readable = ["json", "netscape", "header", "set-cookie", "curl"] as const;
type Readable = (typeof readable)[number];
/** What is written: `storage-state` is read as JSON, `fetch` is a program and not read at all. */
export const formats = [...readable, "storage-state", "fetch"] as const;
export type Format = (typeof formats)[number];

/** One thing that should have been a cookie. */
export interface Row {
  /** Its line, or its place in the list; from 1. */
  readonly place: number;
  /** Its name as far as there is one, else the beginning of the text. */
  readonly label: string;
  /** null: it cannot be one; `problem` says why. */
  readonly cookie: Cookie | null;
  readonly problem: Message | null;
  /** What was read otherwise than it stands there, or had to be guessed. */
  readonly notes: readonly Message[];
}

export interface Imported {
  /** What the text was taken for. */
  readonly format: Readable;
  readonly rows: readonly Row[];
}

/** Where cookies without a host of their own belong, and what counts as past. */
export interface ImportContext {
  readonly url: URL;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the browser that is to hold the cookies. */
  readonly rules: Rules;
}

/** @param url for `header`, `curl` and `fetch`, which hold only what a request to it would carry. */
export function exportCookies(format: Format, cookies: readonly Cookie[], url: URL): string {
  switch (format) {
    case "json":
      return writeJson(cookies);
    case "netscape":
      return writeNetscape(cookies);
    case "header":
      return writeHeader(cookies, url);
    case "set-cookie":
      return writeSetCookies(cookies);
    case "curl":
      return writeCurl(cookies, url);
    case "storage-state":
      return writeStorageState(cookies);
    case "fetch":
      return writeFetch(cookies, url);
  }
}

/** Recognises the format by itself. Never fails: what cannot be read is a row that says so. */
export function importCookies(text: string, context: ImportContext): Imported {
  const format = formatOf(text);
  return { format, rows: lastOfEach(readers[format](text, context).map((row) => checked(row, context))) };
}

export function formatOf(text: string): Readable {
  if (/^\s*[[{]/.test(text)) return "json";
  if (isCurl(text) || isRequestCode(text)) return "curl";
  if (isNetscape(text)) return "netscape";
  const attribute = /;\s*(path|domain|expires|max-age|samesite)\s*=|;\s*(secure|httponly|partitioned)\s*(;|$)/im;
  return /^[ \t]*set-cookie:/im.test(text) || attribute.test(text) ? "set-cookie" : "header";
}

const readers: Readonly<Record<Readable, (text: string, context: ImportContext) => readonly Row[]>> = {
  json: readJson,
  netscape: readNetscape,
  header: readHeader,
  "set-cookie": readSetCookies,
  curl: readCurl,
};

function checked(row: Row, { now, rules }: ImportContext): Row {
  const { cookie } = row;
  if (cookie === null) return row;
  const no = (problem: Message): Row => ({ ...row, cookie: null, problem });
  if (cookie.expiresAt !== null && cookie.expiresAt <= now) return no(["importExpired"]);
  const refusal = refusalOfCookie(cookie, rules);
  return refusal ? no(refusal.sentence) : row;
}

/** Of rows that would replace each other, the last one counts. */
function lastOfEach(rows: readonly Row[]): readonly Row[] {
  const last = new Map<string, Row>();
  for (const row of rows) if (row.cookie) last.set(identityOf(row.cookie), row);
  return rows.map((row) =>
    row.cookie === null || last.get(identityOf(row.cookie)) === row
      ? row
      : { ...row, cookie: null, problem: ["importRepeated"] },
  );
}
