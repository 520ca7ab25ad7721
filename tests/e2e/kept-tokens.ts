/** Tokens that a browser starts with, in the form in which the panel stores them, so that nobody has to type them. */

import { type Sites, siteOf, withToken } from "../../extension/panel/options.ts";

/** By origin; `server` is the public id of the project, null where the app chose the token. */
export type KeptTokens = Readonly<Record<string, { readonly server: string | null; readonly token: string }>>;

export const storedTokens = (tokens: KeptTokens): { readonly sites: Sites } => ({
  sites: Object.fromEntries(
    Object.entries(tokens).map(([origin, { server, token }]) => [origin, withToken(siteOf({}, origin), server, token)]),
  ),
});
