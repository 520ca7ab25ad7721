/**
 * Which hosts are one site, by the Public Suffix List with its private part, as browsers ask it.
 * The list is large, so the panel loads what imports this file later than itself.
 */

import { getDomain, getPublicSuffix } from "tldts";
import { isAddress } from "./cookie.ts";

/** Hosts come from URLs or are judged as such already. */
const asked = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false };

/** May nobody own this name as a whole, so that no cookie can be set for it? In lower case, an IDN as punycode. */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, "");
  return !isAddress(host) && getPublicSuffix(name, asked) === name;
}

/** The name somebody registered: "shop.example" of "www.shop.example"; addresses and public suffixes are their own. */
export function registrable(host: string): string {
  if (isAddress(host)) return host;
  // A name with its final dot is another host, and its site another one.
  const dot = host.endsWith(".") ? "." : "";
  const name = host.replace(/\.$/, "");
  return (getDomain(name, asked) ?? name) + dot;
}

/** How close a request is to the page that made it; `schemes-differ`: one site, but for http and https. */
export function relation(url: URL, page: URL): "same-site" | "schemes-differ" | "cross-site" {
  if (registrable(url.hostname) !== registrable(page.hostname)) return "cross-site";
  return url.protocol === page.protocol ? "same-site" : "schemes-differ";
}
