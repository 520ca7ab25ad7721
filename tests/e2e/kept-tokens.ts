/** Tokens that a browser starts with, so that nobody has to type them: in the extension's storage, as its panel keeps them. */

import { type Sites, siteOf, withToken } from "../../extension/panel/options.ts";

/** By origin; `server` is the public id of the project, null where the app chose the token. */
export type KeptTokens = Readonly<Record<string, { readonly server: string | null; readonly token: string }>>;

export const storedTokens = (tokens: KeptTokens): { readonly sites: Sites } => ({
  sites: Object.fromEntries(
    Object.entries(tokens).map(([origin, { server, token }]) => [origin, withToken(siteOf({}, origin), server, token)]),
  ),
});
