/** It runs where BENCH_CHECK is "all": on a machine with other work a ratio may pass its limit. A session costs no more beside a peer's than check/limits.ts allows: ratios of CPU time that one run measured in turn. */

import { expect, test } from "vitest";
import { check, isTooSlow, reportOn } from "./check.ts";

test.skipIf(process.env.BENCH_CHECK !== "all")("no limit is passed", { timeout: 600_000 }, async () => {
  const verdicts = await check("");
  expect(verdicts.some(isTooSlow), reportOn(verdicts)).toBe(false);
});
