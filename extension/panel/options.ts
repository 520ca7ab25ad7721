/** The user's choices on the options page, as kept in the browser's storage. Unreadable parts have their defaults. */

import * as v from "valibot";
import type { Platform } from "../platform/platform.ts";
import { isExposed } from "./server/loopback.ts";

export const Options = v.object({
  theme: v.fallback(v.picklist(["automatic", "light", "dark"]), "automatic"),
  /** Pixels. */
  rowHeight: v.fallback(v.picklist([24, 28]), 24),
  maskSecrets: v.fallback(v.boolean(), true),
  /** Whether single-key shortcuts such as 1 to 6, / and ? work (WCAG 2.1.4). */
  singleKeys: v.fallback(v.boolean(), true),
});
export type Options = v.InferOutput<typeof Options>;

export const KeptToken = v.object({
  /** Public id of the token's project; null if the app chose the token, which then counts for the whole origin. */
  server: v.nullable(v.string()),
  token: v.string(),
});
export type KeptToken = v.InferOutput<typeof KeptToken>;

export const Site = v.object({
  /** The endpoint's path chosen by the user: behind a proxy it may differ from the announced one. Empty: as announced. */
  path: v.fallback(v.string(), ""),
  /** Address of the server that the user chose for pages of this origin. Absent or empty: the page's own server. */
  server: v.fallback(v.optional(v.string()), undefined),
  /** One token for each project seen at this origin. The panel sends it to no other origin and for no other project. */
  tokens: v.fallback(v.array(KeptToken), []),
});
export type Site = v.InferOutput<typeof Site>;
/** By origin: "http://localhost:3000". */
export type Sites = Readonly<Record<string, Site>>;

const StoredSites = v.fallback(v.record(v.string(), v.looseObject({})), {});
/** The form in which older versions kept a site, with one token for each origin. */
const OneToken = v.object({ token: v.pipe(v.string(), v.nonEmpty()) });
const nothing: Site = { path: "", tokens: [] };

const optionsKey = "options";
const sitesKey = "sites";

const record = (value: unknown) => (typeof value === "object" && value !== null ? value : {});

export const readOptions = async (storage: Platform["storage"]): Promise<Options> =>
  v.parse(Options, {
    theme: null,
    rowHeight: null,
    maskSecrets: null,
    singleKeys: null,
    ...record(await storage.get(optionsKey)),
  });

export const writeOptions = (storage: Platform["storage"], options: Options): Promise<void> =>
  storage.set(optionsKey, options);

export async function readSites(storage: Platform["storage"]): Promise<Sites> {
  const stored = v.parse(StoredSites, record(await storage.get(sitesKey)));
  return Object.fromEntries(Object.entries(stored).map(([origin, site]) => [origin, asKept(origin, site)]));
}

/** Drops an older token of an exposed origin, so that the panel asks again: older versions gave no warning there. */
function asKept(origin: string, stored: unknown): Site {
  const site = v.parse(Site, stored);
  const older = v.safeParse(OneToken, stored);
  return older.success && !isExposed(origin) ? withToken(site, null, older.output.token) : site;
}

/** The kept data of one origin. */
export const siteOf = (sites: Sites, origin: string): Site => sites[origin] ?? nothing;

/** The token kept for a project, or for the origin alone; empty if there is none. */
export const tokenFor = (site: Site, server: string | null): string =>
  site.tokens.find((kept) => kept.server === server)?.token ?? "";

/** The site with this token for a project; an empty text removes the token. */
export function withToken(site: Site, server: string | null, token: string): Site {
  const others = site.tokens.filter((kept) => kept.server !== server);
  return { ...site, tokens: token === "" ? others : [...others, { server, token }] };
}

/** Changes the kept data of one origin; null deletes it. */
export async function writeSite(
  storage: Platform["storage"],
  origin: string,
  change: ((site: Site) => Site) | null,
): Promise<Sites> {
  const before = await readSites(storage);
  const { [origin]: _, ...others } = before;
  const sites = change === null ? others : { ...others, [origin]: change(siteOf(before, origin)) };
  await storage.set(sitesKey, sites);
  return sites;
}
