/** The list of stores: URL scheme → module, loaded on demand, so that an app loads only the driver it uses. */

import { pathToFileURL } from "node:url";
import { SettingError } from "./core/errors.ts";
import type { ClientStore, Store } from "./core/store.ts";

export interface OpenOptions {
  /** The setting `secret`: the first signs, all verify. */
  readonly secret?: readonly string[];
}

interface StoreModule {
  open(url: URL, options: OpenOptions): Promise<Store | ClientStore>;
}

const modules: Readonly<Record<string, () => Promise<StoreModule>>> = {
  memory: () => import("./stores/memory.ts"),
  sqlite: () => import("./stores/database.ts"),
  postgres: () => import("./stores/database.ts"),
  postgresql: () => import("./stores/database.ts"),
  mysql: () => import("./stores/database.ts"),
  mariadb: () => import("./stores/database.ts"),
  file: () => import("./stores/file.ts"),
  redis: () => import("./stores/redis.ts"),
  rediss: () => import("./stores/redis.ts"),
  valkey: () => import("./stores/redis.ts"),
  valkeys: () => import("./stores/redis.ts"),
  memcached: () => import("./stores/cache.ts"),
  "signed-cookie": () => import("./stores/signed-cookie.ts"),
};

/** Every scheme `openStore` knows, for messages and docs. */
export const storeSchemes: readonly string[] = Object.keys(modules);

/**
 * Opens the store a URL names: `sqlite:./sessions.db`, `postgres://…`, `mysql://…`, `redis://…`, `file:./dir`, `memory:`.
 * @throws SettingError for a URL that names none, MissingDriverError when its driver is not installed.
 * @example
 * const store = await openStore("memory:");
 * store.name; // => "Memory"
 */
export async function openStore(url: string, options: OpenOptions = {}): Promise<Store | ClientStore> {
  const scheme = /^([a-z][a-z0-9-]*):/i.exec(url)?.[1]?.toLowerCase();
  const load = scheme === undefined ? undefined : modules[scheme];
  // Only "file:./dir" looks at the base: the others have no relative form.
  const base = pathToFileURL("./");
  if (!load || !URL.canParse(url, base)) {
    throw new SettingError(
      "store",
      `${JSON.stringify(scheme ?? url)} names no store.`,
      `Begin the URL with one of: ${storeSchemes.join(", ")}.`,
    );
  }
  return (await load()).open(new URL(url, base), options);
}
