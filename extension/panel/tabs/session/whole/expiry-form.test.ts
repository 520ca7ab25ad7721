import type { Expiry } from "sessionscope/protocol";
import { expect, test } from "vitest";
import { type Messages, textOf } from "../../../../platform/fake.ts";
import { FakeServer } from "../../../../playground/fake-server.ts";
import messages from "../../../../public/_locales/en/messages.json" with { type: "json" };
import { expiryRule, inUnits, span } from "../../../session/expiry-rule.ts";
import type { Text } from "../../../widgets/text.ts";
import { type ExpiryForm, expiryCode, expiryMeans, expiryOf, formOf } from "./expiry-form.ts";

const { hello } = new FakeServer();
const text: Text = (id, ...parts) => textOf(messages as Messages, id, parts.map(String));
const now = new Date(2026, 10, 23, 10, 56, 3).getTime();
const form = (fields: Partial<ExpiryForm>): ExpiryForm => ({ ...formOf({ kind: "policy" }, now), ...fields });

test.each<[Partial<ExpiryForm>, Expiry | null]>([
  [
    { kind: "seconds", amount: "5", unit: "minutes" },
    { kind: "seconds", seconds: 300 },
  ],
  [
    { kind: "seconds", amount: " 1.5 ", unit: "hours" },
    { kind: "seconds", seconds: 5400 },
  ],
  [{ kind: "seconds", amount: "0", unit: "minutes" }, null],
  [{ kind: "seconds", amount: "-5", unit: "minutes" }, null],
  [{ kind: "seconds", amount: "five", unit: "minutes" }, null],
  [{ kind: "seconds", amount: "999999999", unit: "days" }, null],
  [
    { kind: "moment", moment: "2026-11-23T12:00:00" },
    { kind: "moment", at: new Date(2026, 10, 23, 12).getTime() },
  ],
  [{ kind: "moment", moment: "" }, null],
  [{ kind: "browser-close" }, { kind: "browser-close" }],
  [{ kind: "policy" }, { kind: "policy" }],
])("%j asks for %j", (fields, expiry) => {
  expect(expiryOf(form(fields))).toEqual(expiry);
});

test("the form opens with what the session has", () => {
  expect(formOf({ kind: "seconds", seconds: 7200 }, now)).toMatchObject({
    kind: "seconds",
    amount: "2",
    unit: "hours",
  });
  const at = now + 90_000;
  expect(expiryOf(formOf({ kind: "moment", at }, now))).toEqual({ kind: "moment", at });
});

test("the form says what its expiry means to app, server and cookie", () => {
  const expiry: Expiry = { kind: "seconds", seconds: 300 };
  expect(expiryCode(expiry)).toBe("req.session.setExpiry(300)");
  expect(expiryMeans(expiry, hello, now, now, text)).toBe(
    "The server drops the session at 11:01:03 unless it changes before. The cookie gets Max-Age=300.",
  );
  expect(expiryMeans({ kind: "browser-close" }, hello, now, now, text)).toMatch(/ends with the browser\.$/);
  expect(expiryMeans({ kind: "moment", at: now + 60_000 }, hello, now, now, text)).toMatch(/Max-Age=60\.$/);
  expect(expiryMeans({ kind: "moment", at: now - 1 }, hello, now, now, text)).toMatch(/has passed/);
  expect(expiryCode({ kind: "moment", at: 0 })).toBe('req.session.setExpiry(new Date("1970-01-01T00:00:00.000Z"))');
  expect(expiryRule({ kind: "policy" }, hello, text)).toBe("Expiry follows the policy: 14 days after the last change");
});

test("the form says which limit of the server comes first", () => {
  const strict = { ...hello, idleTimeout: 600, absoluteTimeout: 3600 };
  const means = (expiry: Expiry, createdAt = now) => expiryMeans(expiry, strict, createdAt, now, text);
  const unused = "The server drops the session at 11:06:03 unless it is used before. The cookie gets";
  for (const expiry of [
    { kind: "policy" },
    { kind: "seconds", seconds: 900 },
    { kind: "moment", at: now + 9e5 },
  ] as const)
    expect(means(expiry)).toBe(`${unused} Max-Age=600.`);
  expect(means({ kind: "browser-close" })).toBe(`${unused} no Max-Age: it ends with the browser.`);
  expect(means({ kind: "seconds", seconds: 300 })).toMatch(/at 11:01:03 unless it changes before.* Max-Age=300\.$/);
  expect(means({ kind: "policy" }, now - 3_540_000)).toMatch(/10:57:03\. The cookie gets Max-Age=60\.$/);
});

test("spans are in the greatest unit that leaves no rest, where that is not too many of it", () => {
  // The last is iron-session's: a minute less than 14 days.
  expect([60, 3600, 86_400, 1_209_600, 90, 45, 5400, 129_600, 1_209_540].map(span)).toEqual([
    "1 minute",
    "1 hour",
    "1 day",
    "14 days",
    "1 min 30 s",
    "45 seconds",
    "90 minutes",
    "36 hours",
    "13 d 23 h 59 min",
  ]);
  expect(inUnits(0.5)).toEqual({ amount: "0.5", unit: "seconds" });
});

test("bears every time that a server may send", () => {
  for (const now of [8.64e15, -8.64e15, 0]) {
    for (const seconds of [8.64e12, -8.64e12]) {
      const server = { ...hello, cookieAge: seconds, idleTimeout: seconds, absoluteTimeout: seconds };
      for (const expiry of [
        { kind: "policy" },
        { kind: "browser-close" },
        { kind: "seconds", seconds },
        { kind: "moment", at: 8.64e15 },
      ] satisfies Expiry[]) {
        expect(formOf(expiry, now).kind).toBe(expiry.kind);
        expect(expiryMeans(expiry, server, 8.64e15, now, text)).toMatch(/./);
        expect(expiryRule(expiry, server, text)).toMatch(/./);
      }
    }
  }
});

test("the form leaves a moment empty that its field cannot hold", () => {
  expect(formOf({ kind: "moment", at: 8.64e15 }, now).moment).toBe("");
  expect(formOf({ kind: "moment", at: -8.64e15 }, now).moment).toBe("");
  expect(expiryOf(formOf({ kind: "moment", at: 8.64e15 }, now))).toBeNull();
});
