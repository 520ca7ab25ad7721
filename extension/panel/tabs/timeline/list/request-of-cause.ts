/** Finds the request that a change names as its cause. Pure. */

import type { Cause } from "sessionscope/protocol";
import type { KnownRequest } from "../known/request.ts";

/** @returns null if the timeline does not have it. */
export function requestOf(requests: readonly KnownRequest[], cause: Cause, key: string): KnownRequest | null {
  if (cause.request !== undefined) return requests.findLast(({ request }) => request === cause.request) ?? null;
  const same = requests.filter(
    ({ by, at, window, method, path }) =>
      by === cause.by &&
      at === cause.at &&
      window === cause.window &&
      (by === "panel" || (method === cause.method && path === cause.path)),
  );
  return same.findLast(({ keys }) => keys.includes(key)) ?? same.at(-1) ?? null;
}
