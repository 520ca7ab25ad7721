/**
 * A `Set-Cookie` line and its parts: as written, with what a browser makes of each (RFC 6265bis section 5.6).
 * Nothing is thrown away: raw text, places in the line, repeated, unknown and broken attributes stay, so that a view
 * can point at the one at fault.
 */

import {
  attributeLimit,
  bytesOf,
  type Cookie,
  defaultPath,
  hostNameOf,
  isAddress,
  longestLife,
  type Rules,
  type SameSite,
} from "./cookie.ts";
import { formatCookieDate, parseCookieDate } from "./cookie-date.ts";
import { isPublicSuffix } from "./site.ts";

export interface Part {
  /** As written, without the blanks around it. */
  readonly raw: string;
  /** Where `raw` lies in the line. */
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
  /** null: no browser knows it. */
  readonly kind: AttributeKind | null;
  readonly name: string;
  readonly value: string;
  /**
   * Why a browser passes it over: `unknown` name; `unreadable` value; `too-long` value; `repeated`: a later one of
   * the kind counts; `outranked`: Expires beside a Max-Age.
   */
  readonly ignored: "unknown" | "unreadable" | "too-long" | "repeated" | "outranked" | null;
}

export interface SetCookie {
  /** Who reads it. */
  readonly rules: Rules;
  readonly raw: string;
  readonly name: string;
  readonly value: string;
  /** Name and value with the "=" between them. */
  readonly pair: Part;
  readonly attributes: readonly Attribute[];
}

/** What the line asks a browser to store, and where a missing or unusable attribute leaves the choice to it. */
export interface Asked extends Omit<Cookie, "partition"> {
  readonly partitioned: boolean;
  /** The line asked for more than 400 days. */
  readonly shortened: boolean;
}

/** Reads the value of one `Set-Cookie` header; a leading "Set-Cookie:" is allowed. Never fails. */
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

/** "foo" alone is a value without a name; for Firefox it is a name. */
function namedBy(pair: string, rules: Rules): Pick<SetCookie, "name" | "value"> {
  const equals = pair.indexOf("=");
  if (equals !== -1) return { name: trimBlanks(pair.slice(0, equals)), value: trimBlanks(pair.slice(equals + 1)) };
  return rules === "firefox" ? { name: pair, value: "" } : { name: "", value: pair };
}

/** The lines of a response, in order. DevTools joins several with line breaks. */
export const setCookieLines = (headers: readonly (readonly [string, string])[]): readonly string[] =>
  headers
    .filter(([name]) => name.toLowerCase() === "set-cookie")
    .flatMap(([, value]) => value.split("\n"))
    .filter((line) => line.trim() !== "");

/** The attribute of this kind that counts, if any. */
export const attribute = (line: SetCookie, kind: AttributeKind): Attribute | undefined =>
  line.attributes.findLast((one) => one.kind === kind && one.ignored === null);

/**
 * What a browser stores if it stores the line at all, when `url` answers with it at the time `at`.
 * `refusal.ts` says whether it does.
 * @param serverTime the `Date` of the answer: browsers count `Expires` from there.
 */
export function askedBy(line: SetCookie, url: URL, at: number, serverTime: number = at): Asked {
  const domain = domainIn(line);
  // An address or a public suffix that names the host itself makes a cookie of that host.
  const own = domain === "" || (domain === url.hostname && (isAddress(domain) || isPublicSuffix(domain)));
  const path = attribute(line, "path")?.value ?? "";
  const deadline = deadlineOf(line, at, serverTime);
  const shortened = deadline !== null && deadline > at + longestLife;
  return {
    name: line.name,
    value: line.value,
    domain: own ? url.hostname : domain,
    hostOnly: own,
    path: path.startsWith("/") ? path : defaultPath(url.pathname),
    secure: attribute(line, "secure") !== undefined,
    httpOnly: attribute(line, "httponly") !== undefined,
    sameSite: (attribute(line, "samesite")?.value.toLowerCase() as SameSite | undefined) ?? "unspecified",
    expiresAt: shortened ? at + longestLife : deadline,
    partitioned: attribute(line, "partitioned") !== undefined,
    shortened,
  };
}

/** The domain that the line names, without its dot; empty: none. Chromium knows an IDN as it is written, too. */
export function domainIn(line: SetCookie): string {
  const given = attribute(line, "domain")?.value.replace(/^\./, "").toLowerCase() ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  const ascii = /^[\x00-\x7f]*$/.test(given);
  return ascii || line.rules === "firefox" ? given : hostNameOf(given);
}

/** The line that makes a browser hold this cookie. */
export function formatSetCookie(cookie: Cookie): string {
  const parts = [`${cookie.name}=${cookie.value}`];
  if (!cookie.hostOnly) parts.push(`Domain=${cookie.domain}`);
  parts.push(`Path=${cookie.path}`);
  if (cookie.expiresAt !== null) parts.push(`Expires=${formatCookieDate(cookie.expiresAt)}`);
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.secure) parts.push("Secure");
  if (cookie.sameSite !== "unspecified") parts.push(`SameSite=${sameSiteWord(cookie.sameSite)}`);
  if (cookie.partition !== null) parts.push("Partitioned");
  return parts.join("; ");
}

/** "Lax", as it is written in a line. */
export const sameSiteWord = (sameSite: Exclude<SameSite, "unspecified">): string =>
  sameSite.charAt(0).toUpperCase() + sameSite.slice(1);

/** A change to a line: an attribute set (`true`: it takes no value) or dropped, the name or the value replaced. */
export type Edit =
  | { readonly set: AttributeKind; readonly to: string | true }
  | { readonly drop: AttributeKind }
  | { readonly name: string }
  | { readonly value: string };

/** A stretch of a line, marked where an edit put it. */
export interface Stretch {
  readonly text: string;
  readonly added: boolean;
}

/** The line with edits made, as stretches whose texts joined are the line. A set attribute takes its old place. */
export function edited(line: SetCookie, edits: readonly Edit[]): readonly Stretch[] {
  let { name, value } = line;
  let renamed = false;
  let attributes = line.attributes.map(({ raw, kind }) => ({ text: raw, kind, added: false }));
  for (const edit of edits) {
    if ("name" in edit) [name, renamed] = [edit.name, true];
    else if ("value" in edit) [value, renamed] = [edit.value, true];
    else if ("drop" in edit) attributes = attributes.filter(({ kind }) => kind !== edit.drop);
    else {
      const text = attributeNames[edit.set] + (edit.to === true ? "" : `=${edit.to}`);
      const place = attributes.findIndex(({ kind }) => kind === edit.set);
      const fresh = { text, kind: edit.set, added: true };
      const others = attributes.filter(({ kind }, index) => kind !== edit.set || index === place);
      attributes = place === -1 ? [...others, fresh] : others.map((one) => (one.kind === edit.set ? fresh : one));
    }
  }
  const pair = { text: renamed ? `${name}=${value}` : line.pair.raw, added: renamed };
  return [pair, ...attributes].flatMap(({ text, added }, index) =>
    index === 0
      ? [{ text, added }]
      : [
          { text: "; ", added: false },
          { text, added },
        ],
  );
}

export const textOf = (stretches: readonly Stretch[]): string => stretches.map(({ text }) => text).join("");

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
  // One that cannot be read still takes the place of an earlier one: it means "not set".
  const counts = ({ ignored }: (typeof attributes)[number]) => ignored === null || ignored === "unreadable";
  return attributes.map((one, index) => {
    if (one.ignored !== null) return one;
    const later = attributes.slice(index + 1).some((other) => other.kind === one.kind && counts(other));
    return { ...one, ignored: later ? "repeated" : one.kind === "expires" && outranks ? "outranked" : null };
  });
}

/** Can a browser use this value? An empty Domain and a Path without "/" count: they mean "not given". */
function readable(kind: AttributeKind, value: string, rules: Rules): boolean {
  if (kind === "expires") return parseCookieDate(value, rules) !== null;
  if (kind === "max-age") return maxAges[rules].test(value);
  if (kind === "samesite") return /^(strict|lax|none)$/i.test(value);
  if (kind === "priority") return /^(low|medium|high)$/i.test(value);
  return true;
}

/** Firefox takes whatever begins with a minus for a life that is over. */
const maxAges = { chromium: /^[-+]?\d+$/, firefox: /^(\d+$|-)/ } as const;

function deadlineOf(line: SetCookie, at: number, serverTime: number): number | null {
  const maxAge = attribute(line, "max-age");
  if (maxAge) {
    const seconds = maxAge.value.startsWith("-") ? -1 : Number(maxAge.value);
    return Math.min(at + seconds * 1000, Number.MAX_SAFE_INTEGER);
  }
  const expires = attribute(line, "expires");
  const deadline = expires ? parseCookieDate(expires.value, line.rules) : null;
  return deadline === null ? null : deadline + at - serverTime;
}

/** Only spaces and tabs: other blanks are part of a name (RFC 6265bis section 5.6). */
const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");
