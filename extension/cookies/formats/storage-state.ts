/** Playwright's `storageState`: a test that starts with it is signed in. The JSON format reads it. */

import type { Cookie } from "../cookie.ts";
import type { CookieFormat } from "./format.ts";

/** Playwright has no word for a missing SameSite, which browsers treat as Lax. */
const sameSites = { strict: "Strict", lax: "Lax", none: "None", unspecified: "Lax" } as const;

export const storageState = {
  name: "storage-state",
  title: "formatStorageState",
  exportHint: "exportStorageState",
  fileEnding: "json",
  write: (cookies: readonly Cookie[]): string =>
    `${JSON.stringify({ cookies: cookies.map(asPlaywright), origins: [] }, null, 2)}\n`,
} as const satisfies CookieFormat;

const asPlaywright = ({
  name,
  value,
  domain,
  hostOnly,
  path,
  expiresAt,
  httpOnly,
  secure,
  sameSite,
  partition,
}: Cookie) => ({
  name,
  value,
  domain: hostOnly ? domain : `.${domain}`,
  path,
  expires: expiresAt === null ? -1 : expiresAt / 1000,
  httpOnly,
  secure,
  sameSite: sameSites[sameSite],
  ...(partition && { partitionKey: partition.topLevelSite, _crHasCrossSiteAncestor: partition.crossSiteAncestor }),
});
