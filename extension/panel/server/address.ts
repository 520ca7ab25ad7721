/** Checks the paths and addresses that a server sent or the storage holds, before the panel calls them. */

/** The address of a debug endpoint, in two parts. */
export interface Endpoint {
  /** "http://localhost:3000" */
  readonly origin: string;
  /** "/__sessionscope__" */
  readonly path: string;
}

/** UTF-16 units; a longer path is refused. */
const longest = 1024;

/**
 * The address of a path at an origin; null: the text is not a plain path, or leads to another origin. For instance,
 * "@evil.test/" joined to "http://localhost" is an address of evil.test, and "//evil.test/" always is.
 */
export function addressOf(origin: string, path: string): URL | null {
  if (path.length > longest || !/^\/(?![/\\])[^\\?#\s\p{Cc}]*$/u.test(path) || !URL.canParse(path, origin)) return null;
  const url = new URL(path, origin);
  return url.origin === origin ? url : null;
}

/** Parses an address such as "http://localhost:4000/__sessionscope__"; null: no endpoint can have this address. */
export function endpointAt(address: string): Endpoint | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin, pathname } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return null;
  return origin + pathname === address && addressOf(origin, pathname) ? { origin, path: pathname } : null;
}
