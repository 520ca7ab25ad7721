/** What a cookie is, and how RFC 6265bis matches it with hosts and paths. */

/** As the browser holds it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Without a leading dot. */
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite;
  /** Milliseconds since the epoch; null: ends with the browser. */
  readonly expiresAt: number | null;
  readonly partition: Partition | null;
}
export type SameSite = "strict" | "lax" | "none" | "unspecified";
export interface Partition {
  readonly topLevelSite: string;
  readonly crossSiteAncestor: boolean;
}

/** The browser whose rules apply: each reads some lines differently. `fixtures/` records what each does. */
export type Rules = "chromium" | "firefox";

/**
 * A text for people: the id of a message in _locales and what fills its placeholders. The view that shows it looks it
 * up.
 */
export type Message = readonly [id: string, ...parts: readonly (string | number)[]];

/** Name and value together, in bytes: past this a browser drops the cookie (RFC 6265bis section 5.6). */
export const pairLimit = 4096;
/** An attribute's value past this many bytes is ignored (RFC 6265bis section 5.6). */
export const attributeLimit = 1024;
/** The most cookies of a site; past this a browser drops others of it. Chromium and Firefox have the same. */
export const siteLimit = 180;
/** The longest life a browser gives a cookie, in milliseconds: 400 days (RFC 6265bis section 5.5). */
export const longestLife = 400 * 86_400_000;

const utf8 = new TextEncoder();
export const bytesOf = (text: string): number => utf8.encode(text).length;
/** Bytes that count towards `pairLimit`. */
export const cookieSize = (cookie: Pick<Cookie, "name" | "value">): number => bytesOf(cookie.name + cookie.value);

/** Two cookies with the same identity replace each other (RFC 6265bis section 5.7, with CHIPS). */
export function identityOf(cookie: Omit<Cookie, "value" | "sameSite" | "expiresAt" | "secure" | "httpOnly">): string {
  const { partition } = cookie;
  const within = partition === null ? null : [partition.topLevelSite, partition.crossSiteAncestor];
  return JSON.stringify([cookie.name, cookie.domain, cookie.hostOnly, cookie.path, within]);
}

/** An address under which a browser reads and writes this cookie. */
export const cookieUrl = (cookie: Pick<Cookie, "secure" | "domain" | "path">): string =>
  `${cookie.secure ? "https" : "http"}://${cookie.domain}${cookie.path}`;

/** Does `host` lie within `domain`? Both lower case, without a leading dot. An address matches only itself. */
export const domainMatches = (host: string, domain: string): boolean =>
  host === domain || (host.endsWith(`.${domain}`) && !isAddress(host));

export const pathMatches = (path: string, cookiePath: string): boolean =>
  path === cookiePath ||
  (path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path.charAt(cookiePath.length) === "/"));

/** The path of a cookie whose line names no usable one (RFC 6265bis section 5.1.4). */
export function defaultPath(urlPath: string): string {
  const last = urlPath.lastIndexOf("/");
  return last <= 0 ? "/" : urlPath.slice(0, last);
}

/** An IPv4 address, or an IPv6 address in brackets, as in `URL.hostname`. */
export const isAddress = (host: string): boolean => host.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);

/**
 * A host name as browsers write it: lower case, an IDN as punycode, `0x7f.1` as an address. Text that holds more than a
 * host, or no host, comes back unchanged.
 */
export function hostNameOf(text: string): string {
  const name = text.includes(":") && !text.startsWith("[") ? `[${text}]` : text;
  const bare = /^(?:\[[\da-f:.]+\]|[^:/\\?#@%\s[\]]+)$/i.test(name);
  return bare && URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : text;
}

/** Hosts that browsers treat as secure even without https. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/** May a page of this address set Secure cookies? */
export const isTrustworthy = (url: URL): boolean => url.protocol === "https:" || isLoopback(url.hostname);

/** Would a request of this address carry the cookie, SameSite and partitions aside? */
export const reaches = (cookie: Cookie, url: URL): boolean =>
  (cookie.hostOnly ? url.hostname === cookie.domain : domainMatches(url.hostname, cookie.domain)) &&
  pathMatches(url.pathname, cookie.path) &&
  (!cookie.secure || isTrustworthy(url));
