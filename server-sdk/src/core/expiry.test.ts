import { describe, expect, test } from "vitest";
import { ExpiryError } from "./errors.ts";
import {
  cookieMaxAge,
  deadline,
  decodeExpiry,
  type ExpiryPolicy,
  encodeExpiry,
  expiresAtBrowserClose,
  expiryAge,
  expiryFrom,
  renewalFrom,
} from "./expiry.ts";

const policy: ExpiryPolicy = {
  cookieAge: 1_209_600,
  expireAtBrowserClose: false,
  idleTimeout: null,
  absoluteTimeout: null,
  renewAfter: 0.1,
};
const now = 1_790_000_000_000;

describe("expiryFrom", () => {
  test("reads what Django's set_expiry reads", () => {
    expect(expiryFrom(null)).toEqual({ kind: "policy" });
    expect(expiryFrom(0)).toEqual({ kind: "browser-close" });
    expect(expiryFrom(300)).toEqual({ kind: "seconds", seconds: 300 });
    expect(expiryFrom(-10)).toEqual({ kind: "seconds", seconds: -10 });
    expect(expiryFrom(new Date(now))).toEqual({ kind: "moment", at: now });
  });

  test("a duration is a fixed moment from now", () => {
    const before = Date.now();
    const expiry = expiryFrom({ days: 1, hours: 2 });
    expect(expiry.kind === "moment" && expiry.at - before).toBeGreaterThanOrEqual(93_600_000);
    expect(expiry.kind === "moment" && expiry.at - Date.now()).toBeLessThanOrEqual(93_600_000);
  });

  test("takes a Temporal.Duration, whose unused units are 0", () => {
    const duration = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 5, seconds: 0, milliseconds: 0 };
    expect(expiryFrom(duration)).toMatchObject({ kind: "moment" });
    expect(() => expiryFrom({ ...duration, months: 1 } as never)).toThrow(ExpiryError);
  });

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e15,
    new Date(Number.NaN),
    {},
    { days: Number.NaN },
    { fortnights: 2 },
    "300",
    true,
    undefined,
    { days: 1e12 },
  ])("refuses %o at the call", (value) => {
    expect(() => expiryFrom(value as never)).toThrow(ExpiryError);
  });
});

test("what stores keep comes back", () => {
  for (const value of [null, 0, 300, -10, 10.5, new Date(now)]) {
    const expiry = expiryFrom(value);
    expect(decodeExpiry(encodeExpiry(expiry))).toEqual(expiry);
  }
  expect(decodeExpiry("nonsense")).toEqual({ kind: "policy" });
  expect(decodeExpiry("")).toEqual({ kind: "policy" });
});

test("ages: a moment is floored and counts from the modification, anything else is constant", () => {
  expect(expiryAge({ kind: "moment", at: now + 900 }, now, policy)).toBe(0);
  expect(expiryAge({ kind: "moment", at: now - 500 }, now, policy)).toBe(-1);
  expect(expiryAge({ kind: "seconds", seconds: 300 }, now + 1e9, policy)).toBe(300);
  expect(expiryAge({ kind: "browser-close" }, now, policy)).toBe(1_209_600);
});

test("the browser's end: a custom expiry overrides the setting in both directions", () => {
  const closing = { ...policy, expireAtBrowserClose: true };
  expect([300, 0, null].map((value) => expiresAtBrowserClose(expiryFrom(value), policy))).toEqual([false, true, false]);
  expect([300, 0, null].map((value) => expiresAtBrowserClose(expiryFrom(value), closing))).toEqual([false, true, true]);
  expect(cookieMaxAge(expiryFrom(0), now, now + 1, policy)).toBeNull();
});

test("no deadline and no cookie passes the absolute timeout", () => {
  const strict = { ...policy, absoluteTimeout: 3600 };
  expect(deadline({ kind: "seconds", seconds: 7200 }, now, now, strict)).toBe(now + 3_600_000);
  expect(deadline({ kind: "moment", at: now + 1e9 }, now, now - 3_000_000, strict)).toBe(now + 600_000);
  expect(cookieMaxAge({ kind: "policy" }, now, now + 600_000, strict)).toBe(600);
});

test("use renews an idle timeout once a tenth of it has gone, and only sessions that follow the policy", () => {
  const idle = { ...policy, idleTimeout: 1000 };
  const expiresAt = now + 1_000_000;
  expect(renewalFrom({ kind: "policy" }, expiresAt, idle)).toBe(now + 100_000);
  expect(renewalFrom({ kind: "seconds", seconds: 1000 }, expiresAt, idle)).toBeNull();
  expect(renewalFrom({ kind: "policy" }, expiresAt, policy)).toBeNull();
});
