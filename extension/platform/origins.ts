/** Match patterns of host permissions. They name both schemes, because with http alone Chromium hides a page's Secure cookies. */

/** "http://localhost:3000" → "*://localhost/*". A permission covers all ports, and Firefox accepts none in the pattern. */
export const hostPattern = (origin: string): string => `*://${new URL(origin).hostname}/*`;

/** The members of a HAR log that name domains. Chromium gives each cookie of a request its domain, with a leading dot unless it is host-only. */
interface HarLog {
  readonly entries?: readonly { readonly request?: { readonly cookies?: readonly { readonly domain?: string }[] } }[];
}

/**
 * The parent domains of the host whose cookies its requests carried. Chromium hides these cookies from an extension that
 * has a permission for the host only. The name of the host does not tell where a public suffix begins; the requests do.
 */
export function domainsAbove(log: unknown, hostname: string): string[] {
  const cookies = ((log as HarLog | null)?.entries ?? []).flatMap(({ request }) => request?.cookies ?? []);
  const domains = cookies.flatMap(({ domain }) => (domain?.startsWith(".") ? domain.slice(1) : []));
  return [...new Set(domains)].filter((domain) => hostname.endsWith(`.${domain}`));
}
