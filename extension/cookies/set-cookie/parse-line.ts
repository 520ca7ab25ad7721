/**
 * Parses a `Set-Cookie` line as a browser does (RFC 6265bis section 5.6).
 * The result keeps the text and the place of every part, also of repeated, unknown and unreadable attributes, so that a
 * view can point at them.
 */

import { attributeLimit, bytesOf, type Rules } from "../cookie.ts";
import { parseCookieDate } from "../cookie-date.ts";

export interface Part {
  /** The text without the blanks around it. */
  readonly raw: string;
  /** Where `raw` begins and ends in the line. */
  readonly start: number;
  readonly end: number;
}

export const attributeNames = {
  expires: "Expires",
  "max-age": "Max-Age",
  domain: "Domain",
  path: "Path",
  secure: "Secure",
  httponly: "HttpOnly",
  samesite: "SameSite",
  partitioned: "Partitioned",
  priority: "Priority",
} as const;
export type AttributeKind = keyof typeof attributeNames;

export interface Attribute extends Part {
  /** null: no browser knows the attribute. */
  readonly kind: AttributeKind | null;
  readonly name: string;
  readonly value: string;
  /**
   * Why a browser ignores it: `unknown` name; `unreadable` value; `too-long` value; `repeated`: a later attribute of
   * the same kind counts; `outranked`: an Expires in a line with Max-Age. null: it counts.
   */
  readonly ignored: "unknown" | "unreadable" | "too-long" | "repeated" | "outranked" | null;
}

export interface SetCookie {
  /** The browser by whose rules the line was parsed. */
  readonly rules: Rules;
  readonly raw: string;
  readonly name: string;
  readonly value: string;
  /** Name and value with the "=" between them. */
  readonly pair: Part;
  readonly attributes: readonly Attribute[];
}

/** Parses the value of a `Set-Cookie` header; a leading "Set-Cookie:" is allowed. Never throws. */
export function parseSetCookie(line: string, rules: Rules): SetCookie {
  const prefix = /^[ \t]*set-cookie:/i.exec(line)?.[0] ?? "";
  const raw = trimBlanks(line.slice(prefix.length));
  const parts = split(raw);
  const pair = parts[0]!;
  return {
    rules,
    raw,
    pair,
    ...namedBy(pair.raw, rules),
    attributes: judged(
      parts.slice(1).filter((part) => part.raw !== ""),
      rules,
    ),
  };
}

/** "foo" without "=" is a value without a name; to Firefox it is a name. */
function namedBy(pair: string, rules: Rules): Pick<SetCookie, "name" | "value"> {
  const equals = pair.indexOf("=");
  if (equals !== -1) return { name: trimBlanks(pair.slice(0, equals)), value: trimBlanks(pair.slice(equals + 1)) };
  return rules === "firefox" ? { name: pair, value: "" } : { name: "", value: pair };
}

/** The `Set-Cookie` lines of a response, in order. DevTools joins several with line breaks. */
export const setCookieLines = (headers: readonly (readonly [string, string])[]): readonly string[] =>
  headers
    .filter(([name]) => name.toLowerCase() === "set-cookie")
    .flatMap(([, value]) => value.split("\n"))
    .filter((line) => line.trim() !== "");

/** The attribute of this kind that a browser uses; undefined: there is none. */
export const attribute = (line: SetCookie, kind: AttributeKind): Attribute | undefined =>
  line.attributes.findLast((one) => one.kind === kind && one.ignored === null);

function split(raw: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const text of raw.split(";")) {
    const trimmed = trimBlanks(text);
    const start = from + (trimmed === "" ? 0 : text.indexOf(trimmed));
    parts.push({ raw: trimmed, start, end: start + trimmed.length });
    from += text.length + 1;
  }
  return parts;
}

function judged(parts: readonly Part[], rules: Rules): readonly Attribute[] {
  const attributes = parts.map((part) => {
    const equals = part.raw.indexOf("=");
    const name = trimBlanks(equals === -1 ? part.raw : part.raw.slice(0, equals));
    const value = equals === -1 ? "" : trimBlanks(part.raw.slice(equals + 1));
    const key = name.toLowerCase();
    const kind = Object.hasOwn(attributeNames, key) ? (key as AttributeKind) : null;
    const tooLong = bytesOf(value) > attributeLimit;
    const ignored =
      kind === null ? "unknown" : tooLong ? "too-long" : readable(kind, value, rules) ? null : "unreadable";
    return { ...part, kind, name, value, ignored } as const;
  });
  const maxAge = attributes.findLast(({ kind, ignored }) => kind === "max-age" && ignored !== "too-long");
  const outranks = maxAge !== undefined && maxAge.ignored === null;
  // An unreadable attribute still replaces an earlier one of its kind: it means "not set".
  const counts = ({ ignored }: (typeof attributes)[number]) => ignored === null || ignored === "unreadable";
  return attributes.map((one, index) => {
    if (one.ignored !== null) return one;
    const later = attributes.slice(index + 1).some((other) => other.kind === one.kind && counts(other));
    return { ...one, ignored: later ? "repeated" : one.kind === "expires" && outranks ? "outranked" : null };
  });
}

/** Can a browser read this value? An empty Domain and a Path without "/" are readable: they mean "not given". */
function readable(kind: AttributeKind, value: string, rules: Rules): boolean {
  if (kind === "expires") return parseCookieDate(value, rules) !== null;
  if (kind === "max-age") return maxAges[rules].test(value);
  if (kind === "samesite") return /^(strict|lax|none)$/i.test(value);
  if (kind === "priority") return /^(low|medium|high)$/i.test(value);
  return true;
}

/** To Firefox a cookie has expired if its Max-Age begins with a minus, whatever follows. */
const maxAges = { chromium: /^[-+]?\d+$/, firefox: /^(\d+$|-)/ } as const;

/** Removes spaces and tabs. Other blanks are part of a name (RFC 6265bis section 5.6). */
const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");
