/** `Set-Cookie` lines and `Cookie` headers of other libraries, read as a browser reads them: values stay as they are written. */

import { cookieByteLimit } from "../../core/cookie.ts";
import { SessionTooLargeError } from "../../core/errors.ts";
import type { CookieFacts, Lines, SentCookies } from "../bridge.ts";

export interface CookieLine {
  readonly name: string;
  readonly value: string;
  /** By lower-case name; one without a value has the empty text. */
  readonly attributes: ReadonlyMap<string, string>;
}

export function parseLine(line: string): CookieLine {
  const [pair = "", ...rest] = line.split(";").map(halves);
  const attributes = new Map(rest.map(([name, value]) => [name.toLowerCase(), value]));
  return { name: pair[0]!, value: pair[1]!, attributes };
}

export function cookiesIn(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  // Of several with one name, the first is the one that libraries take.
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = halves(pair);
    if (name !== "" && !cookies.has(name)) cookies.set(name, value);
  }
  return cookies;
}

function halves(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  return at === -1 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

export const headerOf = (cookies: SentCookies): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** What a browser sends after it was given these lines. */
export function afterLines(sent: SentCookies, lines: Lines): Map<string, string> {
  const cookies = new Map(sent);
  for (const { name, value, attributes } of lines.map(parseLine)) {
    if (isOver(attributes)) cookies.delete(name);
    else cookies.set(name, value);
  }
  return cookies;
}

function isOver(attributes: CookieLine["attributes"]): boolean {
  const age = attributes.get("max-age");
  if (age !== undefined) return Number(age) <= 0;
  return Date.parse(attributes.get("expires") ?? "") <= Date.now();
}

export function factsOf({ name, attributes }: CookieLine): CookieFacts {
  const age = attributes.get("max-age");
  const end = Date.parse(attributes.get("expires") ?? "");
  // An `Expires` has whole seconds: what the library wrote just now has lost up to one.
  const seconds =
    age !== undefined ? Number(age) : Number.isNaN(end) ? undefined : Math.ceil((end - Date.now()) / 1000);
  return {
    name,
    domain: attributes.get("domain"),
    path: attributes.get("path") ?? "/",
    secure: attributes.has("secure"),
    httpOnly: attributes.has("httponly"),
    sameSite: sameSiteOf(attributes.get("samesite")),
    partitioned: attributes.has("partitioned"),
    maxAge: seconds,
  };
}

function sameSiteOf(text: string | undefined): CookieFacts["sameSite"] {
  return (["Lax", "Strict", "None"] as const).find((one) => one.toLowerCase() === text?.toLowerCase());
}

/** The line that makes a browser drop the cookie that this one gives it. */
export function dropLineOf(line: string, name = parseLine(line).name): string {
  const kept = line
    .split(";")
    .slice(1)
    .filter((part) => !/^\s*(max-age|expires)\s*=/i.test(part));
  return [`${name}=`, " Max-Age=0", " Expires=Thu, 01 Jan 1970 00:00:00 GMT", ...kept].join(";");
}

/** @throws SessionTooLargeError for a cookie that browsers drop without a word. */
export function demandKeepable(lines: Lines): void {
  for (const { name, value } of lines.map(parseLine)) {
    const size = Buffer.byteLength(name) + Buffer.byteLength(value);
    if (size > cookieByteLimit) throw new SessionTooLargeError(size, cookieByteLimit, "Shorten it.");
  }
}

/** As people may see it. */
export function lineWithoutValue(line: string): string {
  const end = line.indexOf(";");
  return `${parseLine(line).name}=…${end === -1 ? "" : line.slice(end)}`;
}
