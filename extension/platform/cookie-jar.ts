/**
 * Implements the cookie jar on the browser's cookies API, whose traps it avoids: the API hides some cookies, and reports
 * success for writes that did nothing. Runs in the panel on Chromium, in the background script on Firefox.
 */

import type { Cookies } from "webextension-polyfill";
import type { Cookie } from "../cookies/cookie.ts";
import { bytesOfText, textOfBytes } from "./header-text.ts";

/** Identifies the jar of the inspected tab. */
export interface InspectedTab {
  readonly id: number;
  /** Address of the tab's top frame; decides which partitioned cookies belong to it. */
  readonly url: string;
}

export interface CookieJar {
  list(tab: InspectedTab, url: string): Promise<readonly Cookie[]>;
  count(tab: InspectedTab, domain: string): Promise<number>;
  set(tab: InspectedTab, cookie: Cookie): Promise<Cookie | null>;
  remove(tab: InspectedTab, cookie: Cookie): Promise<boolean>;
}

/** Adds the CHIPS members that the polyfill's types lack. */
type PartitionKey = { topLevelSite?: string; hasCrossSiteAncestor?: boolean };
type BrowserCookie = Cookies.Cookie & { readonly partitionKey?: PartitionKey };

/** Conversions for browsers whose API does not use the cookie's own text. */
export interface Quirks {
  /** The path that the API stores for a given path. */
  landing?(path: string): string;
  /** Whether the API writes a name as its UTF-8 bytes, one character a byte. */
  readonly namesAreBytes?: boolean;
}

/** @param storeOf finds the cookie store of a tab: private windows and containers have their own. */
export function cookieJar(
  api: Cookies.Static,
  storeOf: (tab: InspectedTab) => Promise<string>,
  { landing = (path) => path, namesAreBytes = false }: Quirks = {},
): CookieJar {
  const nameGiven = (name: string) => (namesAreBytes ? bytesOfText(name) : name);
  const nameTaken = (name: string) => (namesAreBytes ? textOfBytes(name) : name);

  /**
   * Cookies of exactly this domain, in all partitions. A query by `url` would hide cookies of other paths, and in
   * Firefox the Secure cookies of http pages.
   */
  const ofDomain = async (storeId: string, domain: string, name?: string): Promise<Cookie[]> => {
    const query = { storeId, domain, partitionKey: {}, ...(name !== undefined && { name: nameGiven(name) }) };
    const found = (await api.getAll(query)) as BrowserCookie[];
    return found
      .map((cookie) => fromBrowser({ ...cookie, name: nameTaken(cookie.name) }))
      .filter((cookie) => cookie.domain === domain);
  };

  const find = async (storeId: string, like: Cookie): Promise<Cookie | null> => {
    const candidates = await ofDomain(storeId, like.domain, like.name);
    return candidates.find((cookie) => sameCookie(cookie, like)) ?? null;
  };

  /** The API parses a URL for the host: from "localhost:3000/" or "user@localhost" it takes another domain. */
  const stays = (cookie: Cookie): boolean =>
    URL.parse(addressOf(cookie))?.hostname === cookie.domain && landing(cookie.path) === cookie.path;

  const write = (storeId: string, cookie: Cookie): Promise<unknown> =>
    // The API may reject, with or without a message. Only what the jar holds afterwards counts.
    api
      .set(toBrowser(storeId, { ...cookie, name: nameGiven(cookie.name) }) as Cookies.SetDetailsType)
      .catch(() => null);

  return {
    async list(tab, url) {
      const { hostname } = new URL(url);
      const storeId = await storeOf(tab);
      const found = await Promise.all(domainsOver(hostname).map((domain) => ofDomain(storeId, domain)));
      return found
        .flat()
        .filter((cookie) => cookie.domain === hostname || !cookie.hostOnly)
        .filter((cookie) => cookie.partition === null || isSiteOf(cookie.partition.topLevelSite, tab.url));
    },

    async count(tab, domain) {
      // A query by `domain` also finds the cookies of the hosts below it.
      return (await api.getAll({ storeId: await storeOf(tab), domain, partitionKey: {} } as object)).length;
    },

    async set(tab, cookie) {
      if (!stays(cookie)) return null;
      const storeId = await storeOf(tab);
      await write(storeId, cookie);
      return find(storeId, cookie);
    },

    async remove(tab, cookie) {
      if (!stays(cookie)) return false;
      const storeId = await storeOf(tab);
      // `remove` removes every cookie of this name that the URL matches; setting an expiry in the past removes only this one.
      await write(storeId, { ...cookie, expiresAt: 0 });
      return (await find(storeId, cookie)) === null;
    },
  };
}

/** Whether two cookies are the same to a browser: it compares only these attributes. */
export const sameCookie = (a: Cookie, b: Cookie): boolean =>
  a.name === b.name &&
  a.domain === b.domain &&
  a.hostOnly === b.hostOnly &&
  a.path === b.path &&
  a.partition?.topLevelSite === b.partition?.topLevelSite &&
  a.partition?.crossSiteAncestor === b.partition?.crossSiteAncestor;

/** The host, and the domains above it that its cookies may name. Public suffixes among them hold no cookies. */
export function domainsOver(hostname: string): string[] {
  const domains = [hostname];
  if (/^[\d.]+$|^\[/.test(hostname)) return domains;
  const labels = hostname.split(".");
  for (let from = 1; from < labels.length - 1; from++) domains.push(labels.slice(from).join("."));
  return domains;
}

/** Whether a page belongs to a site: "https://shop.example" is the site of "https://www.shop.example/cart". */
export function isSiteOf(site: string, url: string): boolean {
  if (!URL.canParse(site) || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const top = new URL(site);
  return top.protocol === protocol && (hostname === top.hostname || hostname.endsWith(`.${top.hostname}`));
}

const sameSites = { strict: "strict", lax: "lax", no_restriction: "none" } as const;
const browserSameSites = { strict: "strict", lax: "lax", none: "no_restriction", unspecified: "unspecified" } as const;

export function fromBrowser(cookie: BrowserCookie): Cookie {
  const { partitionKey } = cookie;
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain.replace(/^\./, ""),
    hostOnly: cookie.hostOnly,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: sameSites[cookie.sameSite as keyof typeof sameSites] ?? "unspecified",
    expiresAt: cookie.expirationDate === undefined ? null : Math.round(cookie.expirationDate * 1000),
    partition: partitionKey?.topLevelSite
      ? { topLevelSite: partitionKey.topLevelSite, crossSiteAncestor: partitionKey.hasCrossSiteAncestor ?? false }
      : null,
  };
}

/** The API wants an https URL for a Secure cookie, even of http://localhost; but Chromium wants the scheme of the partition. */
const schemeOf = ({ secure, partition }: Cookie): string => {
  const site = partition?.crossSiteAncestor === false ? URL.parse(partition.topLevelSite) : null;
  return site?.protocol ?? (secure ? "https:" : "http:");
};
const addressOf = (cookie: Cookie): string => `${schemeOf(cookie)}//${cookie.domain}${cookie.path}`;

/** All attributes of the cookie: `set` drops those that are left out. */
export function toBrowser(storeId: string, cookie: Cookie) {
  return {
    storeId,
    url: addressOf(cookie),
    name: cookie.name,
    value: cookie.value,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: browserSameSites[cookie.sameSite],
    ...(!cookie.hostOnly && { domain: cookie.domain }),
    ...(cookie.expiresAt !== null && { expirationDate: cookie.expiresAt / 1000 }),
    ...(cookie.partition && {
      // The API finds the partition only by its complete key.
      partitionKey: {
        topLevelSite: cookie.partition.topLevelSite,
        hasCrossSiteAncestor: cookie.partition.crossSiteAncestor,
      },
    }),
  };
}
