/** A cookie as the texts and switches of a form, and back. Pure. */

import { isDay } from "../../../../cookies/calendar.ts";
import { type Cookie, hostNameOf, isAddress, type Message, type Rules } from "../../../../cookies/cookie.ts";
import { parseCookieDate } from "../../../../cookies/cookie-date.ts";
import { lastMoment } from "../../../../cookies/formats/expiry.ts";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import { refusalOfCookie } from "../../../../cookies/refusal.ts";
import { isPublicSuffix, registrable, relation } from "../../../../cookies/site.ts";

export interface Fields {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Also for the hosts below the domain. */
  readonly subdomains: boolean;
  readonly path: string;
  /** As typed: empty, a date, or a time from now. */
  readonly expires: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: Cookie["sameSite"];
  readonly partitioned: boolean;
}

export interface Problem {
  readonly field: Field;
  readonly sentence: Message;
}

export function fieldsOf(cookie: Cookie): Fields {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain,
    subdomains: !cookie.hostOnly,
    path: cookie.path,
    expires: cookie.expiresAt === null ? "" : localDate(cookie.expiresAt),
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: cookie.sameSite,
    partitioned: cookie.partition !== null,
  };
}

/** What a new cookie of the page begins with. */
export const freshFields = (page: URL): Fields => ({
  name: "",
  value: "",
  domain: page.hostname,
  subdomains: false,
  path: "/",
  expires: "",
  httpOnly: false,
  secure: page.protocol === "https:",
  sameSite: "lax",
  partitioned: false,
});

/**
 * The cookie that the fields describe, and why a browser would not hold it.
 * @param from the cookie they were made of: what was not touched stays exactly as it was.
 */
export function cookieOf(
  fields: Fields,
  from: Cookie | null,
  page: URL,
  now: number,
  rules: Rules,
): { readonly cookie: Cookie; readonly problem: Problem | null } {
  const untouched = from !== null && fields.expires === fieldsOf(from).expires;
  const expiresAt = untouched ? from.expiresAt : parseExpiry(fields.expires, now);
  const domain = hostNameOf(fields.domain.trim().replace(/^\./, ""));
  const cookie: Cookie = {
    name: fields.name.trim(),
    value: fields.value,
    domain,
    hostOnly: !fields.subdomains || isAddress(domain) || isPublicSuffix(domain),
    path: fields.path.trim() === "" ? "/" : fields.path.trim(),
    secure: fields.secure,
    httpOnly: fields.httpOnly,
    sameSite: fields.sameSite,
    expiresAt: expiresAt ?? null,
    partition: fields.partitioned ? (from?.partition ?? partitionOn(page, domain)) : null,
  };
  return { cookie, problem: problemOf(cookie, expiresAt, now, rules) };
}

function problemOf(cookie: Cookie, expiresAt: number | null | undefined, now: number, rules: Rules): Problem | null {
  if (cookie.name === "" && cookie.value === "") return { field: "name", sentence: ["refusalNoContent"] };
  if (expiresAt === undefined) return { field: "expires", sentence: ["cookieExpiryUnread"] };
  if (expiresAt !== null && expiresAt <= now) return { field: "expires", sentence: ["cookieInThePast"] };
  const refusal = refusalOfCookie(cookie, rules);
  return refusal && { field: refusal.field, sentence: refusal.sentence };
}

const partitionOn = (page: URL, domain: string) => ({
  topLevelSite: `${page.protocol}//${registrable(page.hostname)}`,
  crossSiteAncestor: relation(new URL(`${page.protocol}//${page.hostname}`), hostOn(page, domain)) === "cross-site",
});
const hostOn = (page: URL, domain: string): URL =>
  URL.canParse(`${page.protocol}//${domain}`) ? new URL(`${page.protocol}//${domain}`) : page;

function calendarDay(iso: string): [year: number, month: number, day: number] {
  const [year, month, day] = iso.split("-").map(Number) as [number, number, number];
  return [year, month - 1, day];
}

const units: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/**
 * Milliseconds since the epoch. Empty: null, the cookie ends with the browser. A number with a unit (`5 min`, `2 h`,
 * `30 d`; alone: seconds, as in Max-Age) counts from now. Else a date, in local time unless it names a zone.
 * Unreadable: undefined.
 */
export function parseExpiry(typed: string, now: number): number | null | undefined {
  const text = typed.trim();
  if (text === "" || /^(session|browser close)$/i.test(text)) return null;
  const [, number, unit = "s"] = /^\+?(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(text) ?? [];
  if (number !== undefined) {
    const word = unit.toLowerCase().replace(/^(sec|second|minute|hour|hr|day|week|year)s?$/, (name) => name.charAt(0));
    const seconds = units[word];
    return seconds === undefined ? undefined : Math.min(Math.round(now + Number(number) * seconds * 1000), lastMoment);
  }
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text);
  if (iso && !isDay(...calendarDay(iso[1]!))) return undefined;
  const at = iso ? Date.parse(`${iso[1]}T${iso[2] ?? "00:00"}${iso[3] ?? ""}`) : parseCookieDate(text, "chromium");
  return at === null || Number.isNaN(at) ? undefined : at;
}

/** `2026-12-07 10:56:01`, local time. */
export function localDate(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
