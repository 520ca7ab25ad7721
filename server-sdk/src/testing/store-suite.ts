/**
 * The conformance suite of stores: every sentence of the contract (`core/store.ts`) as a named async function. It imports
 * no test runner. Run the list under any:
 *
 * ```ts
 * for (const { name, skip, run } of storeSuite(factory)) test(name, (context) => (skip ? context.skip(skip) : run()));
 * ```
 */

import type { Store } from "../core/store.ts";
import { clearingTests } from "./store-suite/clearing.ts";
import { commitTests } from "./store-suite/commit.ts";
import { concurrencyTests } from "./store-suite/concurrency.ts";
import { conflictTests } from "./store-suite/conflicts.ts";
import { expiryTests } from "./store-suite/expiry.ts";
import { interleavingTests } from "./store-suite/interleavings.ts";
import { lifeTests } from "./store-suite/life.ts";
import { listingTests } from "./store-suite/listing.ts";
import { orderTests } from "./store-suite/orders.ts";
import { rotationTests } from "./store-suite/rotation.ts";
import { sharingTests } from "./store-suite/sharing.ts";
import { strangeTextTests } from "./store-suite/strange-text.ts";
import { type Need, Trial } from "./store-suite/trial.ts";
import { type SuiteTest, suiteTests } from "./suite-test.ts";

export interface StoreFactory {
  /** For messages: "File". */
  readonly name: string;
  /** Opens a new instance at each call. Instances of a store with `traits.shared` use one backend until the next `reset`. */
  open(): Promise<Store>;
  /** Empties the backend. It is called before each test. */
  reset(): Promise<void>;
  /** Abilities the store does not have, each with the reason why its tests are skipped. */
  readonly lacks?: Readonly<Partial<Record<Need, string>>>;
}

/**
 * The tests for one store. Run them one after the other.
 *
 * @example
 * import { MemoryStore } from "sessionscope/stores/memory";
 * import { storeSuite } from "sessionscope/testing";
 * const tests = storeSuite({
 *   name: "Mine",
 *   open: async () => new MemoryStore(),
 *   reset: async () => {},
 *   lacks: { shared: "each instance keeps its own sessions" },
 * });
 * tests.every(({ name }) => name.startsWith("store-suite/")); // => true
 * await tests[0]!.run();
 */
export function storeSuite(factory: StoreFactory): readonly SuiteTest[] {
  const lacks = factory.lacks ?? {};
  return suiteTests(
    "store-suite",
    {
      life: lifeTests,
      commit: commitTests,
      conflicts: conflictTests,
      expiry: expiryTests,
      rotation: rotationTests,
      "strange-text": strangeTextTests,
      listing: listingTests,
      orders: orderTests,
      clearing: clearingTests,
      concurrency: concurrencyTests,
      sharing: sharingTests,
      interleavings: interleavingTests,
    },
    lacks,
    async (run) => {
      await factory.reset();
      const trial = await Trial.start(factory.open, lacks);
      try {
        await run(trial);
      } finally {
        await trial.end();
      }
    },
  );
}
