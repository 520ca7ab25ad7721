import { expect, test } from "vitest";
import { longestLife } from "../cookie.ts";
import { readExpiry } from "./expiry.ts";

const now = Date.UTC(2026, 10, 23, 10, 56);
const soon = now + 60_000;
const last = now + longestLife;

test.each<[unknown, number | null, readonly string[]]>([
  [soon / 1000, soon, []],
  [String(soon / 1000), soon, []],
  [soon, soon, ["importExpiryMilliseconds"]],
  [soon * 1000, soon, ["importExpiryMicroseconds"]],
  [soon * 1000 + 11_644_473_600_000_000, soon, ["importExpiry1601"]],
  [253402257600, last, ["importExpiryShortened"]],
  [253402300799, last, ["importExpiryShortened"]],
  [253402300800, 253402300800, ["importExpiryMilliseconds"]],
  ["9223372036854775807", last, ["importExpiryShortened"]],
  [1e300, last, ["importExpiryShortened"]],
  [-1, null, []],
  [0, null, []],
  ["Session", null, []],
  [undefined, null, []],
  ["2027-02-28T00:00:00Z", Date.UTC(2027, 1, 28), []],
  ["Sun, 28 Feb 2027 00:00:00 GMT", Date.UTC(2027, 1, 28), []],
  ["soon", null, ["importExpiryUnread"]],
])("%s", (given, at, notes) => {
  expect(readExpiry(given, now)).toEqual({ at, notes: notes.map((id) => [id]), problem: null });
});

test.each([
  "2027-02-30",
  "2027-02-30T00:00:00Z",
  "2027-13-01",
  "02/30/2027",
  "Fri, 31 Apr 2027 00:00:00 GMT",
  "31-Apr-2027 00:00:00",
  "Apr 31 2027 10:00",
  "April 31, 2027",
])("%s does not exist", (text) => expect(readExpiry(text, now).problem).toEqual(["importNoSuchDate", text]));
