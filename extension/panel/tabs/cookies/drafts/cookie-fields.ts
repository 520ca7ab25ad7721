/** A cookie as the texts and switches of a form, and the cookie that a filled form describes. Pure. */

import { type Cookie, hostNameOf, isAddress, type Message, type Rules } from "../../../../cookies/cookie.ts";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import { refusalOfCookie } from "../../../../cookies/refusal.ts";
import { isPublicSuffix, registrable, relation } from "../../../../cookies/site.ts";
import { localDate, parseExpiry } from "./expiry-text.ts";

export interface CookieFields {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** The cookie belongs to the hosts below the domain, too. */
  readonly subdomains: boolean;
  readonly path: string;
  /** As typed: empty, a date, or a time from now. */
  readonly expires: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: Cookie["sameSite"];
  readonly partitioned: boolean;
}

/** Why a browser would not store what the fields describe. */
export interface FieldProblem {
  /** Where the problem is shown. */
  readonly field: Field;
  readonly sentence: Message;
}

export function fieldsOf(cookie: Cookie): CookieFields {
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

/** The fields of the form for a new cookie. */
export const freshFields = (page: URL): CookieFields => ({
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

export interface FieldsContext {
  readonly page: URL;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The rules of the browser that is to store the cookie. */
  readonly rules: Rules;
}

/**
 * The cookie that the fields describe, and why a browser would not store it; `problem` null: it would.
 * @param from the cookie that the fields were filled with: an expiry that the user did not touch keeps its
 * milliseconds.
 */
export function cookieOf(
  fields: CookieFields,
  from: Cookie | null,
  { page, now, rules }: FieldsContext,
): { readonly cookie: Cookie; readonly problem: FieldProblem | null } {
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

function problemOf(
  cookie: Cookie,
  expiresAt: number | null | undefined,
  now: number,
  rules: Rules,
): FieldProblem | null {
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

/** In the order of their choices. */
export const sameSites = ["unspecified", "lax", "strict", "none"] as const satisfies readonly Cookie["sameSite"][];
