/** The settings and tokens in the browser's storage for each origin, as a signal of the open panel. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Platform } from "../../platform/platform.ts";
import { readSites, type Site, type Sites, siteOf, tokenFor, withToken, writeSite } from "../options.ts";
import type { Connection } from "./connection.ts";
import type { Keyring } from "./greeting.ts";

export interface KeptSites {
  readonly sites: ReadonlySignal<Sites>;
  readonly keyring: Keyring;
  /** Reads the storage again: another panel or the options page may have changed it. */
  readAgain(): Promise<void>;
  keep(origin: string, site: Partial<Pick<Site, "path" | "server">>): Promise<void>;
  /** Keeps a token for the project that asks for one, at its origin. Does nothing if none asks. */
  keepToken(asking: Connection, token: string): Promise<void>;
}

export async function createKeptSites(storage: Platform["storage"]): Promise<KeptSites> {
  const sites = signal(await readSites(storage));
  const change = async (origin: string, made: (site: Site) => Site) => {
    sites.value = await writeSite(storage, origin, made);
  };
  const put = (origin: string, server: string | null, token: string) =>
    change(origin, (site) => withToken(site, server, token));
  const find = (origin: string, server: string | null) => tokenFor(siteOf(sites.peek(), origin), server);
  return {
    sites,
    keyring: {
      find,
      async drop(origin, server, token) {
        if (find(origin, server) === token) await put(origin, server, "");
      },
    },
    async readAgain() {
      sites.value = await readSites(storage);
    },
    keep: (origin, site) => change(origin, (before) => ({ ...before, ...site })),
    async keepToken(asking, token) {
      if (asking.state !== "token-required" && asking.state !== "token-refused") return;
      await put(asking.endpoint.origin, asking.server, token);
    },
  };
}
