/** The cases, in the order of a session's life. */

import { clearingCases } from "./clearing.ts";
import { expiryCases } from "./expiry.ts";
import { inFlightCases } from "./in-flight.ts";
import { keyCases } from "./keys.ts";
import type { LifecycleCase } from "./life.ts";
import { savingCases } from "./saving.ts";
import { sealedCases } from "./sealed.ts";

export const lifecycleCases: readonly LifecycleCase[] = [
  ...keyCases,
  ...savingCases,
  ...expiryCases,
  ...inFlightCases,
  ...clearingCases,
  ...sealedCases,
];
