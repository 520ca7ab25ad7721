import { expect, test } from "vitest";
import { timeLeft } from "./time-left.ts";

const minute = 60_000;
const day = 1440 * minute;
test.each([
  [-5, "0 s"],
  [42_900, "42 s"],
  [minute, "1 min 00 s"],
  [12 * minute + 4000, "12 min 04 s"],
  [60 * minute, "1 h 00 min"],
  [day - 1, "23 h 59 min"],
  [14 * day - minute, "13 d 23 h"],
  [100 * day, "100 d"],
  [400 * day - minute, "399 d"],
])("%d ms are %s", (span, text) => expect(timeLeft(span)).toBe(text));
