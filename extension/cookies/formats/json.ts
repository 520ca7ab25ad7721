/**
 * JSON lists of cookies. Writes the one of Cookie-Editor and EditThisCookie; reads those of Playwright, Puppeteer and
 * Selenium as well.
 */

import { type Cookie, hostNameOf, isAddress, type Message, type Partition, type SameSite } from "../cookie.ts";
import { isPublicSuffix, registrable } from "../site.ts";
import { type Expiry, readExpiry } from "./expiry.ts";
import { type ImportContext, type ImportedRow, labelOf, type ReadableFormat, rowWithProblem } from "./format.ts";

export const json = {
  name: "json",
  title: "formatJson",
  exportHint: "exportSecret",
  fileEnding: "json",
  looksLike: (text: string) => /^\s*[[{]/.test(text),
  read: readJson,
  write: writeJson,
} as const satisfies ReadableFormat;

const written = { strict: "strict", lax: "lax", none: "no_restriction", unspecified: "unspecified" } as const;

function writeJson(cookies: readonly Cookie[]): string {
  const list = cookies.map((cookie) => ({
    name: cookie.name,
    value: cookie.value,
    domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
    hostOnly: cookie.hostOnly,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: written[cookie.sameSite],
    session: cookie.expiresAt === null,
    ...(cookie.expiresAt !== null && { expirationDate: cookie.expiresAt / 1000 }),
    ...(cookie.partition && {
      partitionKey: {
        topLevelSite: cookie.partition.topLevelSite,
        hasCrossSiteAncestor: cookie.partition.crossSiteAncestor,
      },
    }),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readJson(text: string, context: ImportContext): readonly ImportedRow[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return [rowWithProblem(labelOf(text), 1, ["importNotJson", error instanceof Error ? error.message : ""])];
  }
  const inner = isFields(parsed) && Array.isArray(parsed.cookies) ? parsed.cookies : parsed;
  return (Array.isArray(inner) ? inner : [inner]).map((item, index) => readItem(item, index + 1, context));
}

function readItem(item: unknown, place: number, { url, now }: ImportContext): ImportedRow {
  if (!isFields(item)) return rowWithProblem(labelOf(JSON.stringify(item)), place, ["importNotObject"]);
  const { name } = item;
  if (typeof name !== "string") return rowWithProblem(labelOf(JSON.stringify(item)), place, ["importNoName"]);
  const value = textOf(item.value);
  if (value === null) return rowWithProblem(name, place, ["importNoValue"]);
  const expiry = expiryOf(item, now);
  if (expiry.problem) return rowWithProblem(name, place, expiry.problem);
  const notes: Message[] = [...expiry.notes];
  const host = hostOf(item, url);
  const sameSite = sameSiteOf(item.sameSite);
  if (sameSite === null) notes.push(["importSameSiteUnread", String(item.sameSite)]);
  const cookie: Cookie = {
    name,
    value,
    ...host,
    path: typeof item.path === "string" && item.path.startsWith("/") ? item.path : "/",
    secure: isYes(item.secure),
    httpOnly: isYes(item.httpOnly ?? item.HttpOnly ?? item.httponly),
    sameSite: sameSite ?? "unspecified",
    expiresAt: expiry.at,
    partition: partitionOf(item.partitionKey ?? item.partition),
  };
  return { place, label: name, cookie, problem: null, notes };
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : null;

const isYes = (value: unknown): boolean => value === true || value === 1 || /^(true|1|yes)$/i.test(String(value));

function hostOf(item: Fields, page: URL): Pick<Cookie, "domain" | "hostOnly"> {
  const { domain, host, url } = item;
  const given = typeof domain === "string" && domain !== "" ? domain : typeof host === "string" ? host : "";
  const from = typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : page.hostname;
  if (given === "") return { domain: from, hostOnly: true };
  const name = hostNameOf(given.replace(/^\./, ""));
  // A browser stores a cookie for the domain of an address, or of a single name, as a cookie of that host alone.
  const hostOnly = isAddress(name) || isPublicSuffix(name);
  return {
    domain: name,
    hostOnly: hostOnly || (typeof item.hostOnly === "boolean" ? item.hostOnly : !given.startsWith(".")),
  };
}

const expiryOf = (item: Fields, now: number): Expiry =>
  readExpiry(
    item.session === true
      ? null
      : (item.expirationDate ?? item.expires ?? item.expiry ?? item.expiresAt ?? item.Expires),
    now,
  );

/** null: no browser knows the word. */
function sameSiteOf(given: unknown): SameSite | null {
  const word = String(given ?? "")
    .toLowerCase()
    .replace(/[\s_-]/g, "");
  if (word === "strict" || word === "lax" || word === "none") return word;
  if (word === "norestriction") return "none";
  return word === "" || word === "unspecified" || word === "default" || word === "notset" ? "unspecified" : null;
}

function partitionOf(given: unknown): Partition | null {
  if (typeof given === "string" && given !== "") return { topLevelSite: siteOf(given), crossSiteAncestor: false };
  if (!isFields(given)) return null;
  const topLevelSite = given.topLevelSite ?? given.sourceOrigin;
  const ancestor = given.hasCrossSiteAncestor ?? given.crossSiteAncestor;
  return typeof topLevelSite === "string" && topLevelSite !== ""
    ? { topLevelSite: siteOf(topLevelSite), crossSiteAncestor: isYes(ancestor) }
    : null;
}

/** A browser keeps one partition for all origins of a site. A text that is no address stays as it is. */
function siteOf(text: string): string {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  const { protocol, hostname } = new URL(text);
  return `${protocol}//${registrable(hostname)}`;
}
