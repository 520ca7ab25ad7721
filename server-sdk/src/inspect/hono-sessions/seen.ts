/** A session as a request found it or left it. Its texts are made when somebody asks: most requests are never looked at. */

import { policyExpiry } from "../../core/expiry.ts";
import { contentOf } from "../base/json-content.ts";
import type { SeenSession } from "../base/serve-bridge.ts";
import { quickSnapshot, Snapshot } from "../base/snapshot.ts";
import { endOf, type SessionData, valuesOf } from "./library.ts";

export interface Seen {
  readonly id: string;
  readonly snapshot: Snapshot;
  /** Milliseconds since the epoch; `undefined`: it does not end. */
  readonly expiresAt: number | undefined;
}

/** `null`: its time is over. */
export function seen(id: string, data: SessionData): Seen | null {
  const expiresAt = endOf(data);
  if (expiresAt !== undefined && expiresAt <= Date.now()) return null;
  return { id, expiresAt, snapshot: snapshotOf(valuesOf(data)) };
}

export const sessionOf = ({ id, expiresAt, snapshot }: Seen): Omit<SeenSession, "revision"> => ({
  id,
  expiresAt,
  expiry: policyExpiry,
  entries: snapshot.texts,
});

const nothing: ReadonlySet<string> = new Set();

/** With the texts of `contentOf`, in which a value that has no JSON is told in words. */
function snapshotOf(values: Record<string, unknown>): Snapshot {
  try {
    const quick = Object.values(values).includes(undefined) ? null : quickSnapshot(values, nothing, isPlain);
    if (quick) return quick;
  } catch {
    // What is deep inside has no JSON.
  }
  return Snapshot.of(contentOf(values).entries);
}

function isPlain(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Array.prototype || prototype === Object.prototype;
}
