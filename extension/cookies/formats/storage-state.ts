/** The `storageState` of Playwright: what a test starts with to be signed in. */

import type { Cookie } from "../cookie.ts";

/** A cookie that says nothing of SameSite is Lax to browsers; Playwright has no word for it. */
const sameSites = { strict: "Strict", lax: "Lax", none: "None", unspecified: "Lax" } as const;

export function writeStorageState(cookies: readonly Cookie[]): string {
  const list = cookies.map(
    ({ name, value, domain, hostOnly, path, expiresAt, httpOnly, secure, sameSite, partition }) => ({
      name,
      value,
      domain: hostOnly ? domain : `.${domain}`,
      path,
      expires: expiresAt === null ? -1 : expiresAt / 1000,
      httpOnly,
      secure,
      sameSite: sameSites[sameSite],
      ...(partition && { partitionKey: partition.topLevelSite, _crHasCrossSiteAncestor: partition.crossSiteAncestor }),
    }),
  );
  return `${JSON.stringify({ cookies: list, origins: [] }, null, 2)}\n`;
}
