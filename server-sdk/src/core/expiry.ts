/** When a session ends: Django's `set_expiry` and its questions, deadlines, and when a renewal is due. */

import { ExpiryError } from "./errors.ts";
import type { StoredSession } from "./store.ts";

/** What governs a session's end: the settings, the browser's end, seconds since the last change, or a fixed moment. */
export type Expiry =
  | { readonly kind: "policy" }
  | { readonly kind: "browser-close" }
  | { readonly kind: "seconds"; readonly seconds: number }
  /** Milliseconds since the epoch. */
  | { readonly kind: "moment"; readonly at: number };

/** Like Temporal.Duration (which also fits): what is left out counts as 0. */
export interface DurationLike {
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** Seconds since the last change (0: until the browser closes), a moment, a duration from now, or `null`: the policy. */
export type ExpiryValue = number | Date | DurationLike | null;

/** The settings that expiry depends on; all in seconds. */
export interface ExpiryPolicy {
  readonly cookieAge: number;
  readonly expireAtBrowserClose: boolean;
  readonly idleTimeout: number | null;
  readonly absoluteTimeout: number | null;
  readonly renewAfter: number;
}

export const policyExpiry: Expiry = { kind: "policy" };
const browserClose: Expiry = { kind: "browser-close" };
/** The last moment that a cookie's date can name, and any store keep. */
const latestMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const unitMilliseconds = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const;

/** Whether a date can name the moment that is this many seconds away. */
export function isTellable(seconds: number): boolean {
  return Math.abs(seconds) * 1000 <= latestMoment - Date.now();
}

/**
 * What `setExpiry(value)` means now. A duration is a fixed moment, as a timedelta is in Django.
 * @throws ExpiryError for anything that could only fail later.
 */
export function expiryFrom(value: ExpiryValue): Expiry {
  if (value === null) return policyExpiry;
  if (typeof value === "number") {
    if (!isTellable(value)) throw new ExpiryError(`${value}`);
    return value === 0 ? browserClose : { kind: "seconds", seconds: value };
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new ExpiryError("an invalid Date");
    if (value.getTime() > latestMoment) throw new ExpiryError("a Date past the year 9999");
    return { kind: "moment", at: value.getTime() };
  }
  if (typeof value === "object") return { kind: "moment", at: Date.now() + durationMilliseconds(value) };
  throw new ExpiryError(`a ${typeof value}`);
}

function durationMilliseconds(duration: DurationLike): number {
  let total = 0;
  let found = false;
  for (const [unit, factor] of Object.entries(unitMilliseconds)) {
    const amount: unknown = duration[unit as keyof DurationLike];
    if (amount === undefined) continue;
    if (typeof amount !== "number" || !Number.isFinite(amount)) throw new ExpiryError(`the duration's ${unit}`);
    total += amount * factor;
    found = true;
  }
  // Months and years have no fixed length; a Temporal.Duration carries them as 0 when unused.
  const calendar = duration as { months?: unknown; years?: unknown };
  if (calendar.months || calendar.years) throw new ExpiryError("a duration in months or years");
  if (!found) throw new ExpiryError(`the object ${describe(duration)}`);
  if (!isTellable(total / 1000)) throw new ExpiryError("so long a duration");
  return total;
}

function describe(value: object): string {
  return `{ ${Object.keys(value).slice(0, 5).join(", ")} }`;
}

/** The text stores keep beside the data; `null` for the policy. */
export function encodeExpiry(expiry: Expiry): string | null {
  switch (expiry.kind) {
    case "policy":
      return null;
    case "browser-close":
      return "0";
    case "seconds":
      return `${expiry.seconds}`;
    case "moment":
      return `@${expiry.at}`;
  }
}

/** The reverse of `encodeExpiry`; a text it did not write counts as the policy. */
export function decodeExpiry(text: string | null): Expiry {
  if (text === null) return policyExpiry;
  if (text === "0") return browserClose;
  const moment = text.startsWith("@");
  const number = Number(moment ? text.slice(1) : text);
  if (text === "" || !(Math.abs(number) <= latestMoment)) return policyExpiry;
  return moment ? { kind: "moment", at: number } : { kind: "seconds", seconds: number };
}

/** A session's own expiry, and the deadline that followed from it, in milliseconds since the epoch. */
export interface SessionEnding {
  readonly expiry: Expiry;
  readonly expiresAt: number;
}

export function endingOf({ expiry, expiresAt }: Pick<StoredSession, "expiry" | "expiresAt">): SessionEnding {
  return { expiry: decodeExpiry(expiry), expiresAt };
}

/** What `getExpiryAge` and `getExpiryDate` may be asked instead of "now, with this session's expiry". */
export interface ExpiryQuestion {
  /** The moment of the last change. */
  readonly modification?: Date;
  readonly expiry?: ExpiryValue;
}

/** Milliseconds since the epoch. */
export function modificationOf(question: ExpiryQuestion): number {
  return question.modification?.getTime() ?? Date.now();
}

/** Seconds that a session without a fixed moment lives after its last change. */
function lifetimeSeconds(expiry: Expiry, policy: ExpiryPolicy): number {
  return expiry.kind === "seconds" ? expiry.seconds : policy.cookieAge;
}

/**
 * Django's `get_expiry_age`: seconds; a fixed moment counts from `modification`, floored, anything else is constant.
 * Never longer than the idle timeout.
 */
export function expiryAge(expiry: Expiry, modification: number, policy: ExpiryPolicy): number {
  const own =
    expiry.kind === "moment" ? Math.floor((expiry.at - modification) / 1000) : lifetimeSeconds(expiry, policy);
  return policy.idleTimeout === null ? own : Math.min(own, policy.idleTimeout);
}

/** Django's `get_expiry_date`, in milliseconds: the expiry alone. */
function expiryMoment(expiry: Expiry, modification: number, policy: ExpiryPolicy): number {
  if (expiry.kind === "moment") return expiry.at;
  return modification + lifetimeSeconds(expiry, policy) * 1000;
}

/** Django's `get_expire_at_browser_close`: a custom expiry overrides the setting in both directions. */
export function expiresAtBrowserClose(expiry: Expiry, policy: ExpiryPolicy): boolean {
  return expiry.kind === "policy" ? policy.expireAtBrowserClose : expiry.kind === "browser-close";
}

/**
 * The moment a session ends: whichever comes first of its expiry, which counts from the last change, the idle timeout
 * from the last use, and the absolute timeout from the creation. All in milliseconds since the epoch.
 */
export function deadline(
  expiry: Expiry,
  modification: number,
  createdAt: number,
  policy: ExpiryPolicy,
  use = modification,
): number {
  const { idleTimeout, absoluteTimeout } = policy;
  let end = Math.min(expiryMoment(expiry, modification, policy), latestMoment);
  if (idleTimeout !== null) end = Math.min(end, use + idleTimeout * 1000);
  if (absoluteTimeout !== null) end = Math.min(end, createdAt + absoluteTimeout * 1000);
  return Math.floor(end);
}

/**
 * The cookie's life in whole seconds, or `null` when it ends with the browser: as long as the session's, rounded as Django
 * does. `from`: the moment at which the session's end was determined.
 */
export function cookieMaxAge(expiry: Expiry, from: number, expiresAt: number, policy: ExpiryPolicy): number | null {
  if (expiresAtBrowserClose(expiry, policy)) return null;
  const left = (expiresAt - from) / 1000;
  return expiry.kind === "moment" ? Math.floor(left) : Math.trunc(left);
}

/**
 * With an idle timeout: the moment from which on enough of it has gone for use to move the deadline. `null`: use moves
 * nothing, for the expiry or the absolute timeout comes first.
 */
export function renewalFrom(
  expiry: Expiry,
  { modifiedAt, createdAt, expiresAt }: Pick<StoredSession, "modifiedAt" | "createdAt" | "expiresAt">,
  policy: ExpiryPolicy,
): number | null {
  if (policy.idleTimeout === null) return null;
  const last = deadline(expiry, modifiedAt, createdAt, policy, Number.POSITIVE_INFINITY);
  return expiresAt < last ? expiresAt - policy.idleTimeout * 1000 * (1 - policy.renewAfter) : null;
}
