import { afterEach, expect, test, vi } from "vitest";
import { resultsFile } from "./results-file.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const outputOf = async () => (await import("../../vitest.config.ts")).default.test?.outputFile;

test("a run leaves no results for CI to count, unless TEST_RESULTS names their file", async () => {
  vi.stubEnv("TEST_RESULTS", undefined);
  expect(await outputOf()).toBeUndefined();
  expect(resultsFile("node-26")).toBeUndefined();
  vi.resetModules();
  vi.stubEnv("TEST_RESULTS", "artifacts/test-results.json");
  expect(await outputOf()).toBe("artifacts/test-results.json");
  expect(resultsFile("node-26")).toBe("artifacts/test-results-node-26.json");
});
