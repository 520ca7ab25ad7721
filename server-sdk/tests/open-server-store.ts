/** Opens any server-side store by its address in server-stores.ts, also in processes that tests start. */

import { openStore, type Store } from "sessionscope";
import { Memcached } from "../src/stores/cache.ts";
import { CachedDatabaseStore } from "../src/stores/cached-database.ts";
import { type DatabaseOptions, DatabaseStore } from "../src/stores/database.ts";

/**
 * Opens a store's URL, or `cached:<host of Memcached>/<database's URL>`, and brings its schema up to date.
 * @param options options of a database; by default those that an app gets for the URL alone.
 */
export async function openServerStore(url: string, options?: DatabaseOptions): Promise<Store> {
  const [, memcached, database = url] = /^cached:([^/]+)\/(.+)$/.exec(url) ?? [];
  const optioned = options !== undefined && /^(sqlite|postgres|mysql):/.test(database);
  const store = optioned ? await DatabaseStore.open(database, options) : ((await openStore(database)) as Store);
  await store.migrate?.();
  return memcached ? new CachedDatabaseStore({ database: store, cache: new Memcached([memcached]) }) : store;
}
