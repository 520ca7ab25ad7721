/** How many sessions a list has, where the store knows without looking at each. */

import { asStoreError } from "../../core/errors.ts";
import type { SessionCount, Store } from "../../core/store.ts";
import type { StoreFilter } from "../../protocol.ts";

/** Milliseconds for which an estimate is good: asking for it costs more than a page does, and it changes little. */
export const estimateLifetime = 10_000;

type Counted = "all" | "expired";

export class Totals {
  readonly #estimates = new Map<Counted, { readonly total: SessionCount; readonly until: number }>();

  /** `null`: the store does not know, or the filter leaves out more than the live ones. */
  async of(store: Store, { expired, ...more }: StoreFilter): Promise<SessionCount | null> {
    if (!store.count || expired === false || Object.keys(more).length > 0) return null;
    const of = expired ? "expired" : "all";
    const known = this.#estimates.get(of);
    if (known && Date.now() < known.until) return known.total;
    const total = await store.count(of).catch((error: unknown) => {
      throw asStoreError("count sessions", store, error);
    });
    if (total?.exact === false) this.#estimates.set(of, { total, until: Date.now() + estimateLifetime });
    else this.#estimates.delete(of);
    return total;
  }

  /** Many sessions go: what was estimated is out of date. */
  forget(): void {
    this.#estimates.clear();
  }
}
