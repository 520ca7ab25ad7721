/** Opens any server-side store by what the list in server-stores.ts calls it; also in processes that tests start. */

import { openStore, type Store } from "sessionscope";
import { Memcached } from "../src/stores/cache.ts";
import { CachedDatabaseStore } from "../src/stores/cached-database.ts";
import { type DatabaseOptions, DatabaseStore } from "../src/stores/database.ts";

/**
 * A store's URL, or `cached:<host of Memcached>/<database's URL>`; with its schema brought up to date.
 * `options`: for a database, in place of what an app gets that names the URL alone.
 */
export async function openServerStore(url: string, options?: DatabaseOptions): Promise<Store> {
  const [, memcached, database = url] = /^cached:([^/]+)\/(.+)$/.exec(url) ?? [];
  const optioned = options !== undefined && /^(sqlite|postgres|mysql):/.test(database);
  const store = optioned ? await DatabaseStore.open(database, options) : ((await openStore(database)) as Store);
  await store.migrate?.();
  return memcached ? new CachedDatabaseStore({ database: store, cache: new Memcached([memcached]) }) : store;
}
