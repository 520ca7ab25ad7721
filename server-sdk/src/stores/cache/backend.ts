/** What a cache must be able to do to keep sessions alone, without a database behind it. */

import type { Cache } from "../../core/cache.ts";

export interface CacheBackend extends Cache {
  /** With a token, only if the item is unchanged since `get` answered it. */
  remove(key: string, token?: string): Promise<"removed" | "changed" | "absent">;
}
