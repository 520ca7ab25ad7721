/**
 * Which hosts are one site, by the Public Suffix List with its private part, which browsers use as well.
 * The list is large, so the panel loads the files that import this one on demand.
 */

import { getDomain, getPublicSuffix } from "tldts";
import { isAddress } from "./cookie.ts";

/** The hosts come from URLs, so tldts need not check them. */
const asked = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false };

/** Is the name a public suffix, for which no cookie can be set? @param host in lower case, an IDN as punycode. */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, "");
  return !isAddress(host) && getPublicSuffix(name, asked) === name;
}

/** The registrable domain: "shop.example" of "www.shop.example". An address or a public suffix is returned as it is. */
export function registrable(host: string): string {
  if (isAddress(host)) return host;
  // A name that ends in a dot is another host, and its site is another site.
  const dot = host.endsWith(".") ? "." : "";
  const name = host.replace(/\.$/, "");
  return (getDomain(name, asked) ?? name) + dot;
}

/** How a request relates to the page that made it; `schemes-differ`: the same site, one by http and one by https. */
export function relation(url: URL, page: URL): "same-site" | "schemes-differ" | "cross-site" {
  if (registrable(url.hostname) !== registrable(page.hostname)) return "cross-site";
  return url.protocol === page.protocol ? "same-site" : "schemes-differ";
}
