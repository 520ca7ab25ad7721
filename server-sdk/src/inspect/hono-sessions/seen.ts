/** What a request has of a session that it gets from the store, or gives it. */

import { policyExpiry } from "../../core/expiry.ts";
import { snapshotOf } from "../base/quick-texts.ts";
import type { Seen } from "../base/seen.ts";
import { endOf, type SessionData, valuesOf } from "./library.ts";

/** `null`: its time is over. */
export function seen(id: string, data: SessionData): Seen | null {
  const expiresAt = endOf(data);
  if (expiresAt !== undefined && expiresAt <= Date.now()) return null;
  return { id, snapshot: snapshotOf(valuesOf(data)), expiry: policyExpiry, expiresAt, user: undefined };
}
