/** Opens any server-side store by what the list in server-stores.ts calls it; also in processes that tests start. */

import { openStore, type Store } from "sessionscope";
import { Memcached } from "../src/stores/cache.ts";
import { CachedDatabaseStore } from "../src/stores/cached-database.ts";

/** A store's URL, or `cached:<host of Memcached>/<database's URL>`; with its schema brought up to date. */
export async function openServerStore(url: string): Promise<Store> {
  const [, memcached, database] = /^cached:([^/]+)\/(.+)$/.exec(url) ?? [];
  const store = (await openStore(database ?? url)) as Store;
  await store.migrate?.();
  return memcached ? new CachedDatabaseStore({ database: store, cache: new Memcached([memcached]) }) : store;
}
