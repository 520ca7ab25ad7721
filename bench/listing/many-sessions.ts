/** The sessions that the listing bench fills a store with: session `n` of `count` is the same in every store. */

import { hash } from "node:crypto";
import type { SessionId, StoredSession } from "sessionscope";

/** What sessions hold repeats after so many of them. The store itself writes the first ones, which the others copy. */
export const patterns = 15;
/** Milliseconds between the last changes of two sessions, and from a session's beginning to its last change. */
export const step = 100;
export const age = 60_000;
export const lifetime = 1_209_600_000;
/** Every so many sessions are of one user, who has many. The others' users have one each, and each third session has none. */
export const busyEvery = 1000;
export const busyUser = "ada";

/** The key that a browser would have in its cookie. */
export const keyOf = (n: number): string => `${n}`.padStart(32, "0");
export const idOf = (n: number): SessionId => hash("sha256", keyOf(n), "base64url") as SessionId;

const item = { name: "Enamel mug, 350 ml", price: 14.5 };

/** `start`: when the first one was last changed, in milliseconds since the epoch. The others follow. */
export function sessionOf(n: number, start: number): StoredSession {
  const pattern = n % patterns;
  const modifiedAt = start + n * step;
  const values = {
    visits: pattern,
    user_name: `Visitor ${pattern}`,
    cart: { items: Array.from({ length: pattern % 5 }, () => item), coupon: null },
    last_seen: "2026-11-23T10:00:00.000Z",
  };
  return {
    entries: new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)])),
    createdAt: modifiedAt - age,
    modifiedAt,
    expiresAt: modifiedAt + lifetime,
    expiry: null,
    revision: 1,
    user: n % 3 === 0 ? null : n % busyEvery === 1 ? busyUser : `${n}`,
  };
}
