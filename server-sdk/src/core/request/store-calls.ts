/** What a request asked its store for, in order. Lists are shared where they can be: a timeline keeps them. */

import type { StoreCall } from "../events.ts";

export const noCalls: readonly StoreCall[] = [];

/** Most requests ask a store for one thing. */
const onlyCall: Readonly<Record<StoreCall, readonly StoreCall[]>> = {
  load: ["load"],
  create: ["create"],
  commit: ["commit"],
  rotate: ["rotate"],
  touch: ["touch"],
  delete: ["delete"],
};

export function withCall(calls: readonly StoreCall[], call: StoreCall): readonly StoreCall[] {
  return calls === noCalls ? onlyCall[call] : [...calls, call];
}
