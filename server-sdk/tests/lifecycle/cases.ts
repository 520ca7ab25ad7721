/** The cases, in the order of a session's life. */

import { clearingCases } from "./clearing.ts";
import { expiryCases } from "./expiry.ts";
import { inFlightCases } from "./in-flight.ts";
import { keyCases } from "./keys.ts";
import type { LifecycleCase } from "./life.ts";
import { savingCases } from "./saving.ts";
import { sealedCases } from "./sealed.ts";

const files: Readonly<Record<string, readonly LifecycleCase[]>> = {
  keys: keyCases,
  saving: savingCases,
  expiry: expiryCases,
  "in-flight": inFlightCases,
  clearing: clearingCases,
  sealed: sealedCases,
};

/** Each named after the suite and its file, as the tests of the published suites are. */
export const lifecycleCases: readonly LifecycleCase[] = Object.entries(files).flatMap(([file, cases]) =>
  cases.map((one) => ({ ...one, name: `lifecycle/${file}: ${one.name}` })),
);
