/** How many sessions a list has, where the store knows without looking at each. */

import type { SessionCount, Store } from "../../core/store.ts";
import type { StoreFilter } from "../../protocol.ts";
import { asking } from "./find-stored.ts";

export async function totalFor(store: Store, { expired, ...more }: StoreFilter): Promise<SessionCount | null> {
  if (!store.count || expired === false || Object.keys(more).length > 0) return null;
  return asking("count sessions", store, store.count(expired ? "expired" : "all"));
}
