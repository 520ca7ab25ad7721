/** The headers of a Node response: what `writeHead` is given, what a commit adds, what a dropped answer leaves behind. */

import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** An object, a flat list of names and values, or a list of pairs. */
export type HeadHeaders = OutgoingHttpHeaders | readonly OutgoingHttpHeader[];
type Pair = readonly [name: string, value: OutgoingHttpHeader];

/** Whether `writeHead` would take this; the headers themselves are checked when they are set. */
export function isWellFormed(status: number, reason: unknown, headers: HeadHeaders | undefined): boolean {
  const code = status | 0;
  if (code < 100 || code > 999) return false;
  if (typeof reason === "string" && /[^\t\x20-\x7e\x80-\xff]/.test(reason)) return false;
  return !isList(headers) || Array.isArray(headers[0]) || headers.length % 2 === 0;
}

/** Sets what `writeHead` was given, with its meaning: a name replaces what was set before, a list may repeat a name. */
export function applyHeaders(response: ServerResponse, headers: HeadHeaders): void {
  if (isList(headers)) {
    const pairs = asPairs(headers);
    for (const [name] of pairs) if (response.hasHeader(name)) response.removeHeader(name);
    for (const [name, value] of pairs) response.appendHeader(name, asText(value));
    return;
  }
  for (const name of Object.keys(headers)) response.setHeader(name, headers[name]!);
}

/** Adds a header beside what the app has set; `Vary` is merged. */
export function addHeader(response: ServerResponse, name: string, value: string): void {
  const present = response.getHeader(name);
  if (name === "Vary") response.setHeader(name, mergedVary(present, value));
  else if (present === undefined) response.setHeader(name, value);
  // A new list: `appendHeader` would push one visitor's cookie into an array that the app may use for all.
  else response.setHeader(name, [...(Array.isArray(present) ? present : [String(present)]), value]);
}

/** `Vary` with one more field in it. Those that are there, and their order, stay. */
export function mergedVary(present: OutgoingHttpHeader | undefined, field: string): string {
  if (present === undefined) return field;
  const text = Array.isArray(present) ? present.join(", ") : String(present ?? "");
  const fields = text.split(",").map((part) => part.trim().toLowerCase());
  if (fields.includes("*") || fields.includes(field.toLowerCase())) return text;
  return text.trim() === "" ? field : `${text}, ${field}`;
}

/** What described a dropped answer and would be wrong on another. Headers about the app (CORS, CSP, ids) stay. */
export const answerHeaders: readonly string[] = [
  ...["content-type", "content-length", "content-encoding", "content-language", "content-location", "content-range"],
  ...["content-disposition", "transfer-encoding", "trailer", "accept-ranges", "etag", "last-modified"],
  ...["cache-control", "expires", "age", "location", "refresh", "link", "set-cookie"],
];

export function dropHeaders(response: ServerResponse): void {
  for (const name of answerHeaders) if (response.hasHeader(name)) response.removeHeader(name);
}

/** Whether a proxy's headers (`X-Forwarded-Proto`, `Forwarded`) speak of https. Anybody can send them: they prove nothing. */
export function speaksOfTls(...values: readonly (string | string[] | null | undefined)[]): boolean {
  return values.some((value) => /\bhttps\b/i.test(String(value)));
}

function isList(headers: HeadHeaders | undefined): headers is readonly OutgoingHttpHeader[] {
  return Array.isArray(headers);
}

function asPairs(list: readonly OutgoingHttpHeader[]): Pair[] {
  if (Array.isArray(list[0])) return list as unknown as Pair[];
  const pairs: Pair[] = [];
  for (let index = 0; index < list.length; index += 2) pairs.push([String(list[index]), list[index + 1]!]);
  return pairs;
}

function asText(value: OutgoingHttpHeader): string | string[] {
  return Array.isArray(value) ? [...value] : (value as string);
}
