/** What the user chose on the options page, as kept in the browser's storage. Unreadable parts count as not chosen. */

import * as v from "valibot";
import type { Platform } from "../platform/platform.ts";

export const Options = v.object({
  theme: v.fallback(v.picklist(["automatic", "light", "dark"]), "automatic"),
  /** Pixels. */
  rowHeight: v.fallback(v.picklist([24, 28]), 24),
  maskSecrets: v.fallback(v.boolean(), true),
  /** Keys such as 1 to 6, / and ? (WCAG 2.1.4). */
  singleKeys: v.fallback(v.boolean(), true),
});
export type Options = v.InferOutput<typeof Options>;

export const Site = v.object({
  /** Where the endpoint is, whatever responses say: behind a proxy it may be elsewhere. Empty: as they say. */
  path: v.fallback(v.string(), ""),
  /** Empty: none. */
  token: v.fallback(v.string(), ""),
});
export type Site = v.InferOutput<typeof Site>;
/** By origin: "http://localhost:3000". */
export type Sites = Readonly<Record<string, Site>>;

const StoredSites = v.fallback(v.record(v.string(), Site), {});
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

export const readSites = async (storage: Platform["storage"]): Promise<Sites> =>
  v.parse(StoredSites, record(await storage.get(sitesKey)));

/** What is known of one origin. */
export const siteOf = (sites: Sites, origin: string): Site => sites[origin] ?? { path: "", token: "" };

/** Changes what is kept for one origin; null forgets it. */
export async function writeSite(storage: Platform["storage"], origin: string, site: Site | null): Promise<Sites> {
  const { [origin]: _, ...others } = await readSites(storage);
  const sites = site === null ? others : { ...others, [origin]: site };
  await storage.set(sitesKey, sites);
  return sites;
}
