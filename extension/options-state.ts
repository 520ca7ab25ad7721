/** State and actions of the options page: options, sites with their permissions, and undo of the last deletion. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import {
  type KeptToken,
  type Options,
  readOptions,
  readSites,
  type Site,
  type Sites,
  withToken,
  writeOptions,
  writeSite,
} from "./panel/options.ts";
import { webOrigin } from "./panel/page.ts";
import { storageKey as snapshotsKey } from "./panel/snapshots/kept.ts";
import type { Platform } from "./platform/platform.ts";

/** The keys of the storage. */
const everything = ["options", "sites", snapshotsKey, "layout"];

export interface SiteRow {
  readonly origin: string;
  readonly site: Site;
  readonly allowed: boolean;
}

/** A deletion that can be undone. */
export interface Deleted {
  readonly sentence: string;
  undo(): Promise<void>;
}

export interface OptionsState {
  readonly options: ReadonlySignal<Options>;
  readonly rows: ReadonlySignal<readonly SiteRow[]>;
  readonly deleted: ReadonlySignal<Deleted | null>;
  choose(change: Partial<Options>): Promise<void>;
  /** Asks for the permission and keeps the site. @returns false if the text is not a web address. */
  add(address: string): Promise<boolean>;
  /** Asks for the permission again. */
  allow(origin: string): Promise<void>;
  edit(origin: string, change: Pick<Site, "path">): Promise<void>;
  forgetToken(origin: string, kept: KeptToken): Promise<void>;
  remove(origin: string): Promise<void>;
  /** Deletes all that the extension keeps. A panel that is open writes its layout again when that changes. */
  deleteAll(): Promise<void>;
}

export async function createOptionsState(platform: Platform): Promise<OptionsState> {
  const { storage, origins, text } = platform;
  const options = signal(await readOptions(storage));
  const rows = signal<readonly SiteRow[]>([]);
  const deleted = signal<Deleted | null>(null);

  const show = async (sites: Sites) => {
    rows.value = await Promise.all(
      Object.entries(sites).map(async ([origin, site]) => ({ origin, site, allowed: await origins.allowed(origin) })),
    );
  };
  await show(await readSites(storage));

  const offer = (sentence: string, undo: () => Promise<void>) => {
    deleted.value = {
      sentence,
      async undo() {
        await undo();
        deleted.value = null;
      },
    };
  };

  return {
    options,
    rows,
    deleted,
    async choose(change) {
      options.value = { ...options.peek(), ...change };
      await writeOptions(storage, options.peek());
    },
    async add(address) {
      const origin = webOrigin(/^[a-z]+:\/\//i.test(address) ? address : `https://${address}`);
      if (origin === null) return false;
      // Ask first, while the browser still counts the call as part of the user's click.
      await origins.request(origin);
      await show(await writeSite(storage, origin, (site) => site));
      return true;
    },
    async allow(origin) {
      await origins.request(origin);
      await show(await readSites(storage));
    },
    async edit(origin, change) {
      await show(await writeSite(storage, origin, (site) => ({ ...site, ...change })));
    },
    async forgetToken(origin, { server, token }) {
      const put = async (kept: string) =>
        show(await writeSite(storage, origin, (site) => withToken(site, server, kept)));
      await put("");
      offer(text("optionsForgot", origin), () => put(token));
    },
    async remove(origin) {
      const { [origin]: site } = await readSites(storage);
      await show(await writeSite(storage, origin, null));
      if (site === undefined) return;
      offer(text("optionsRemoved", origin), async () => show(await writeSite(storage, origin, () => site)));
    },
    async deleteAll() {
      const before = await Promise.all(everything.map((key) => storage.get(key)));
      const write = async (values: readonly unknown[]) => {
        await Promise.all(everything.map((key, index) => storage.set(key, values[index] ?? {})));
        const read = await readOptions(storage);
        batch(() => {
          options.value = read;
        });
        await show(await readSites(storage));
      };
      await write([]);
      offer(text("optionsDeletedAll"), () => write(before));
    },
  };
}
