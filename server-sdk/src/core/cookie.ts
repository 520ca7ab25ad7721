/** Our one cookie: read from the request's header, written as `Set-Cookie`. The same attributes set it and delete it. */

import { stringifySetCookie } from "./cookie-package.ts";

/** The settings that a cookie depends on. */
export interface CookiePolicy {
  readonly cookieName: string;
  readonly cookieDomain: string | null;
  readonly cookiePath: string;
  readonly cookieSecure: boolean;
  readonly cookieHttpOnly: boolean;
  readonly cookieSameSite: "Lax" | "Strict" | "None" | false;
  readonly cookiePartitioned: boolean;
}

/** Most user agents drop a cookie whose name and value together pass this (RFC 6265bis section 5.7). */
export const cookieByteLimit = 4096;

/**
 * The values sent under exactly this name, in order. Only the spaces and tabs of the syntax are trimmed, and nothing is
 * decoded: a name that differs in case or encoding is another cookie (RFC 6265bis section 5.7 on prefixes).
 */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  const at = header?.indexOf(name) ?? -1;
  if (header === undefined || at === -1) return none;
  const plain = plainValue(header, name, at);
  if (plain !== null) return [plain];
  const values: string[] = [];
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1 || trim(pair.slice(0, equals)) !== name) continue;
    values.push(unquote(trim(pair.slice(equals + 1))));
  }
  return values;
}

/** The value in the form every browser sends, "a=1; name=value", once: the header need not be taken apart. */
function plainValue(header: string, name: string, at: number): string | null {
  const from = at + name.length + 1;
  const begins = at === 0 || header.startsWith("; ", at - 2);
  if (!begins || header[from - 1] !== "=" || header.includes(name, from)) return null;
  const end = header.indexOf(";", from);
  const value = end === -1 ? header.slice(from) : header.slice(from, end);
  return isBlank(value[0]) || isBlank(value.at(-1)) || value[0] === '"' ? null : value;
}

const none: readonly string[] = [];

/** Not with a regular expression: one that matches blanks at the end takes quadratic time on blanks in the middle. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";

function unquote(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** A `Set-Cookie` value. `maxAge` in seconds; `null`: until the browser closes. */
export function setCookieLine(policy: CookiePolicy, value: string, maxAge: number | null, now: number): string {
  const second = Math.floor(now / 1000);
  if (policy !== latest.policy || maxAge !== latest.maxAge || second !== latest.second) {
    const life = maxAge === null ? {} : { maxAge, expires: new Date(Math.max(0, (second + maxAge) * 1000)) };
    latest = { policy, maxAge, second, attributes: line(policy, "", life).slice(policy.cookieName.length + 1) };
  }
  return `${policy.cookieName}=${value}${latest.attributes}`;
}

/** What follows the value. Cookies set in the same second with the same age share it. */
let latest: {
  readonly policy: CookiePolicy | null;
  readonly maxAge: number | null;
  readonly second: number;
  readonly attributes: string;
} = { policy: null, maxAge: null, second: 0, attributes: "" };

/** Tells the browser to drop the cookie, with the attributes it was set with: a browser only drops its equal. */
export function deleteCookieLine(policy: CookiePolicy): string {
  return line(policy, "", { maxAge: 0, expires: new Date(0) });
}

/** Drops the cookie of the same name that this host alone has, from before there was a `cookieDomain`. */
export function deleteHostOnlyCookieLine(policy: CookiePolicy): string {
  return deleteCookieLine({ ...policy, cookieDomain: null });
}

function line(policy: CookiePolicy, value: string, life: { maxAge?: number; expires?: Date }): string {
  const { cookieDomain, cookieSameSite } = policy;
  return stringifySetCookie(
    {
      name: policy.cookieName,
      value,
      ...life,
      path: policy.cookiePath,
      domain: cookieDomain ?? undefined,
      httpOnly: policy.cookieHttpOnly,
      secure: policy.cookieSecure,
      sameSite: cookieSameSite === false ? undefined : (cookieSameSite.toLowerCase() as "lax" | "strict" | "none"),
      partitioned: policy.cookiePartitioned,
    },
    { encode: verbatim },
  );
}

/** Keys and seals are made of characters that need no encoding. */
const verbatim = (value: string): string => value;
