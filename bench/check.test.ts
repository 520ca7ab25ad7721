/** A session costs no more beside a peer's than check/limits.ts allows: ratios of CPU time that one run measured in turn, again in new processes where one is passed. */

import { expect, test } from "vitest";
import { check, isTooSlow, quickCheck, reportOn } from "./check.ts";

test("in memory and in a cookie no limit is passed", { timeout: 600_000 }, async () => {
  const verdicts = await quickCheck();
  expect(verdicts).toHaveLength(4);
  expect(verdicts.some(isTooSlow), reportOn(verdicts)).toBe(false);
});

test.skipIf(process.env.BENCH_CHECK !== "all")("no limit is passed", { timeout: 1_200_000 }, async () => {
  const verdicts = await check("");
  expect(verdicts.some(isTooSlow), reportOn(verdicts)).toBe(false);
});
