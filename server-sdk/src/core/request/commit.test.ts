/** What a request saves, case by case: the facts that differ from an untouched session's, and what is decided. */

import { describe, expect, test } from "vitest";
import { policyExpiry } from "../expiry.ts";
import type { StoredSession } from "../store.ts";
import { type CommitFacts, type Decision, decide } from "./commit.ts";

const now = 1_800_000_000_000;
const minute = 60_000;

const settings: CommitFacts["settings"] = {
  saveEveryRequest: false,
  cookieAge: 1_209_600,
  expireAtBrowserClose: false,
  idleTimeout: null,
  absoluteTimeout: null,
  renewAfter: 0.1,
};
const idle = { ...settings, idleTimeout: 1800 };
const everyRequest = { ...settings, saveEveryRequest: true };

const stored: StoredSession = {
  entries: new Map([["cart", "1"]]),
  createdAt: now - minute,
  modifiedAt: now - minute,
  expiresAt: now + 1_209_600_000 - minute,
  expiry: null,
  revision: 1,
  user: null,
};
/** Last used five minutes ago; a tenth of the idle timeout has gone. */
const used: StoredSession = { ...stored, expiresAt: now + 1_800_000 - 5 * minute };
const usedJustNow: StoredSession = { ...stored, expiresAt: now + 1_800_000 - minute };
const dead: StoredSession = { ...stored, expiresAt: now };

/** A request with the cookie of a stored session, at which nobody looked. */
const untouched: CommitFacts = {
  sealed: false,
  settings,
  saves: true,
  cookieSent: true,
  stored: undefined,
  hasData: false,
  entriesChanged: false,
  accessed: false,
  modified: false,
  userSet: false,
  expirySet: false,
  expiry: policyExpiry,
  keyCycled: false,
  flushed: false,
};
const read = { stored, hasData: true, accessed: true };
const changed = { ...read, modified: true, entriesChanged: true };
const stranger = { cookieSent: false, stored: null };
const flushed = { stored: null, hasData: false, accessed: true, modified: true, flushed: true };
const sealed = { sealed: true };

const cases: readonly [what: string, facts: Partial<CommitFacts>, decision: Decision][] = [
  ["nobody looked", {}, "none"],
  ["a stranger", stranger, "none"],
  ["a stranger whose session was only looked at", { ...stranger, accessed: true }, "none"],
  ["a stranger to whom the app assigned nothing that is left", { ...stranger, accessed: true, modified: true }, "none"],
  ["a stranger to whom the app assigned something", { ...stranger, ...changed, stored: null }, "create"],
  ["a key that leads to no session", { stored: null, accessed: true }, "none"],
  ["data for a key that leads to no session", { ...changed, stored: null }, "create"],
  ["a session that was read", read, "none"],
  ["an entry that changed", changed, "commit"],
  ["a change inside a value, which assigned nothing", { ...read, entriesChanged: true }, "commit"],
  ["the last entry deleted: the record stays, as in Django", { ...changed, hasData: false }, "commit"],
  ["an equal value assigned", { ...read, modified: true }, "touch"],
  ["an equal value assigned, with an idle timeout", { ...read, modified: true, settings: idle }, "commit"],
  ["an expiry set", { ...read, modified: true, expirySet: true }, "commit"],
  ["a user bound", { ...read, userSet: true }, "commit"],
  ["a new key", { ...read, modified: true, keyCycled: true }, "rotate"],
  ["a new key and a change", { ...changed, keyCycled: true }, "rotate"],

  ["a change answered with 500", { ...changed, saves: false }, "not-saved"],
  ["a first session answered with 500", { ...stranger, ...changed, stored: null, saves: false }, "not-saved"],
  ["a session that was read, answered with 500", { ...read, saves: false }, "none"],
  ["session.modified set without a look, answered with 500", { modified: true, saves: false }, "not-saved"],

  ["a logout", flushed, "forget"],
  ["a logout of a session that was gone already", { ...flushed, stored: null }, "forget"],
  ["a logout without a cookie", { ...flushed, cookieSent: false }, "none"],
  ["a logout answered with 500", { ...flushed, saves: false }, "forget"],
  ["a logout, then data", { ...flushed, hasData: true, entriesChanged: true }, "create"],
  ["a logout, then data, answered with 500", { ...flushed, hasData: true, saves: false }, "forget"],

  ["saveEveryRequest, and nobody looked", { settings: everyRequest, stored, hasData: true }, "touch"],
  ["saveEveryRequest, and no session", { settings: everyRequest, stored: null }, "none"],
  ["saveEveryRequest, answered with 500", { ...read, settings: everyRequest, saves: false }, "not-saved"],
  ["an idle timeout, a tenth of it gone", { ...read, stored: used, settings: idle }, "touch"],
  ["an idle timeout, used a moment ago", { ...read, stored: usedJustNow, settings: idle }, "none"],
  ["an idle timeout, and nobody looked", { settings: idle, stored: used, hasData: true }, "none"],

  ["a sealed session that was read", { ...sealed, ...read }, "none"],
  ["a sealed session that changed", { ...sealed, ...changed }, "seal"],
  ["a first sealed session", { ...sealed, ...stranger, ...changed, stored: null }, "seal"],
  ["a sealed session that is used", { ...sealed, ...read, stored: used, settings: idle }, "seal"],
  ["a sealed session that ran out while it changed", { ...sealed, ...changed, stored: dead }, "interrupted"],
  [
    "a sealed session that ran out while it was to be renewed",
    { ...sealed, ...read, stored: dead, settings: everyRequest },
    "gone",
  ],
  ["a logout of a sealed session", { ...sealed, ...flushed }, "forget"],
];

describe("what a request saves", () => {
  test.each(cases)("%s", (_, facts, decision) => {
    expect(decide({ ...untouched, ...facts }, now)).toBe(decision);
  });

  test("every decision has a case", () => {
    const all: Record<Decision, true> = {
      none: true,
      "not-saved": true,
      forget: true,
      create: true,
      commit: true,
      rotate: true,
      touch: true,
      seal: true,
      interrupted: true,
      gone: true,
    };
    expect(new Set(cases.map(([, , decision]) => decision))).toEqual(new Set(Object.keys(all)));
  });
});
