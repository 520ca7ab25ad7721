/** Host permissions by origin. Patterns name both schemes: with http alone, Chromium hides the Secure cookies of a page. */

/** "http://localhost:3000" → "*://localhost/*"; ports do not count, and Firefox takes none. */
export const hostPattern = (origin: string): string => `*://${new URL(origin).hostname}/*`;

/** The parts of a HAR log that name domains; Chromium gives each cookie of a request its domain, with a leading dot unless host-only. */
interface HarLog {
  readonly entries?: readonly { readonly request?: { readonly cookies?: readonly { readonly domain?: string }[] } }[];
}

/**
 * Domains above the host whose cookies its requests carried. Chromium hides such cookies from who may only see the host,
 * and nothing but the requests tells which they are: where a domain ends and a public suffix begins is not in the name.
 */
export function domainsAbove(log: unknown, hostname: string): string[] {
  const cookies = ((log as HarLog | null)?.entries ?? []).flatMap(({ request }) => request?.cookies ?? []);
  const domains = cookies.flatMap(({ domain }) => (domain?.startsWith(".") ? domain.slice(1) : []));
  return [...new Set(domains)].filter((domain) => hostname.endsWith(`.${domain}`));
}
