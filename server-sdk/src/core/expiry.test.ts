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
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

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
    Number.NEGATIVE_INFINITY,
    -1e15,
    new Date(Date.UTC(10_000, 0, 1)),
    new Date(8.64e15),
  ])("refuses %o at the call", (value) => {
    expect(() => expiryFrom(value as never)).toThrow(ExpiryError);
  });
});

test("what stores keep comes back, what no expiry can be counts as the policy", () => {
  for (const value of [null, 0, -0, 300, -10, 10.5, new Date(now), new Date(0), new Date(latest)]) {
    const expiry = expiryFrom(value);
    expect(decodeExpiry(encodeExpiry(expiry))).toEqual(expiry);
  }
  expect(decodeExpiry("nonsense")).toEqual({ kind: "policy" });
  for (const text of ["", "1e300", "-1e300", "Infinity", "@1e300", "@NaN"])
    expect(decodeExpiry(text), text).toEqual({ kind: "policy" });
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

const seconds = (amount: number) => ({ kind: "seconds", seconds: amount }) as const;
const moment = (at: number) => ({ kind: "moment", at }) as const;

describe("whichever comes first ends a session", () => {
  const limits = { ...policy, cookieAge: 1000, idleTimeout: 100, absoluteTimeout: 2000 };

  test.each([
    ["the expiry, counted from the change", seconds(50), now, now - 50_000, now + 50_000],
    ["the expiry, however lately it was used", seconds(300), now - 250_000, now - 250_000, now + 50_000],
    ["a moment", moment(now + 60_500), now, now, now + 60_500],
    [
      "the idle timeout, counted from use, before a longer expiry",
      seconds(7200),
      now - 50_000,
      now - 50_000,
      now + 100_000,
    ],
    ["the idle timeout before a moment", moment(now + 1e9), now, now, now + 100_000],
    [
      "the idle timeout before the end of the browser's session",
      { kind: "browser-close" } as const,
      now,
      now,
      now + 100_000,
    ],
    [
      "cookieAge, counted from the change, where nothing else is set",
      { kind: "policy" } as const,
      now - 950_000,
      now - 950_000,
      now + 50_000,
    ],
    ["the absolute timeout, counted from the creation", seconds(7200), now, now - 1_950_000, now + 50_000],
  ])("%s", (_, expiry, modification, createdAt, end) => {
    expect(deadline(expiry, modification, createdAt, limits, now)).toBe(end);
  });

  test("no deadline passes what a store can keep and a cookie tell, years after the setting was checked", () => {
    const late = latest - 1000;
    expect(deadline(seconds(1e9), late, late, policy)).toBe(latest);
    expect(cookieMaxAge(seconds(1e9), late, latest, policy)).toBe(1);
  });
});

test("the cookie never outlives the session, and is rounded as Django does", () => {
  expect(cookieMaxAge(seconds(300), now, now + 100_999, policy)).toBe(100);
  expect(cookieMaxAge(seconds(100.5), now, now + 100_500, policy)).toBe(100);
  expect(cookieMaxAge(seconds(-10.5), now, now - 10_500, policy)).toBe(-10);
  expect(cookieMaxAge(moment(now - 500), now, now - 500, policy)).toBe(-1);
});

test("ages: never longer than the idle timeout", () => {
  const idle = { ...policy, idleTimeout: 100 };
  expect(
    [seconds(300), seconds(30), moment(now + 30_000), { kind: "policy" } as const].map((expiry) =>
      expiryAge(expiry, now, idle),
    ),
  ).toEqual([100, 30, 30, 100]);
});

describe("use moves the deadline", () => {
  const idle = { ...policy, idleTimeout: 1000, absoluteTimeout: 20_000 };
  const stored = { createdAt: now, modifiedAt: now, expiresAt: now + 1_000_000 };

  test.each([{ kind: "policy" } as const, { kind: "browser-close" } as const, seconds(3000), moment(now + 1_000_001)])(
    "once a tenth of the idle timeout has gone, whatever the expiry: %o",
    (expiry) => expect(renewalFrom(expiry, stored, idle)).toBe(now + 100_000),
  );

  test.each([
    ["the expiry ends it first", seconds(1000), stored],
    ["a moment ends it first", moment(now + 1_000_000), stored],
    [
      "cookieAge ends it first",
      { kind: "policy" } as const,
      { ...stored, modifiedAt: now + 1_000_000 - 1_209_600_000 },
    ],
    ["the absolute timeout ends it first", { kind: "policy" } as const, { ...stored, createdAt: now - 19_000_000 }],
  ])("but not where %s", (_, expiry, at) => expect(renewalFrom(expiry, at, idle)).toBeNull());

  test("and never without an idle timeout", () => expect(renewalFrom(seconds(3000), stored, policy)).toBeNull());
});
