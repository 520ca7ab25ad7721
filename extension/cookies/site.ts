/**
 * Which hosts are one site, by the Public Suffix List with its private part, which browsers use as well. The list is
 * large, and addresses and loopback names need none of it: `sitesOf` loads it for other hosts.
 */

import { isAddress, isLoopback } from "./cookie.ts";

/** null: not loaded. Until then the last label counts as the public suffix, which is right for most hosts only. */
let list: typeof import("./public-suffixes.ts") | null = null;

/** Loads the list. What is said of any host from then on is right. */
export async function loadSites(): Promise<void> {
  list ??= await import("./public-suffixes.ts");
}

/** Can nothing be said of one of these hosts until the list is loaded? */
export const needList = (...hosts: readonly string[]): boolean =>
  list === null && hosts.some((host) => !isAddress(host) && !isLoopback(host) && bare(host).includes("."));

/** Loads the list if one of these hosts needs it. */
export async function sitesOf(...hosts: readonly string[]): Promise<void> {
  if (needList(...hosts)) await loadSites();
}

/** The hosts come from URLs, so tldts need not check them. */
const asked = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false };

const bare = (host: string): string => host.replace(/\.$/, "");
const lastLabels = (name: string, count: number): string => name.split(".").slice(-count).join(".");

/** Is the name a public suffix, for which no cookie can be set? @param host in lower case, an IDN as punycode. */
export function isPublicSuffix(host: string): boolean {
  const name = bare(host);
  const suffix = list === null ? lastLabels(name, 1) : list.getPublicSuffix(name, asked);
  return !isAddress(host) && suffix === name;
}

/** The registrable domain: "shop.example" of "www.shop.example". An address or a public suffix is returned as it is. */
export function registrable(host: string): string {
  if (isAddress(host)) return host;
  // A name that ends in a dot is another host, and its site is another site.
  const dot = host.endsWith(".") ? "." : "";
  const name = bare(host);
  return ((list === null ? lastLabels(name, 2) : list.getDomain(name, asked)) ?? name) + dot;
}

/** How a request relates to the page that made it; `schemes-differ`: the same site, one by http and one by https. */
export function relation(url: URL, page: URL): "same-site" | "schemes-differ" | "cross-site" {
  if (registrable(url.hostname) !== registrable(page.hostname)) return "cross-site";
  return url.protocol === page.protocol ? "same-site" : "schemes-differ";
}
