/** Texts of a server, or kept ones, that become part of an address. */

/** Where a debug endpoint listens. */
export interface Endpoint {
  /** "http://localhost:3000" */
  readonly origin: string;
  /** "/__sessionscope__" */
  readonly path: string;
}

/** UTF-16 units; longer ones are nobody's. */
const longest = 1024;

/**
 * The address of a path at an origin; null: the text is no plain path, or would lead elsewhere. "@evil.test/" joined to
 * "http://localhost" is an address of evil.test, and "//evil.test/" is one in any case.
 */
export function addressOf(origin: string, path: string): URL | null {
  if (path.length > longest || !/^\/(?![/\\])[^\\?#\s\p{Cc}]*$/u.test(path) || !URL.canParse(path, origin)) return null;
  const url = new URL(path, origin);
  return url.origin === origin ? url : null;
}

/** "http://localhost:4000/__sessionscope__" → where that is; null: no endpoint has such an address. */
export function endpointAt(address: string): Endpoint | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin, pathname } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return null;
  return origin + pathname === address && addressOf(origin, pathname) ? { origin, path: pathname } : null;
}
