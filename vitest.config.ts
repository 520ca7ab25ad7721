import { defineConfig } from "vitest/config";

const condition = "@sessionscope/source";
const resolve = { conditions: [condition, "module", "browser", "development|production"] };
const ssr = { resolve: { conditions: [condition, "module", "node", "development|production"] } };

/** Where `.ci/run` finds how many passed. */
const results = process.env.TEST_RESULTS ?? "artifacts/test-results.json";

export default defineConfig({
  resolve,
  ssr,
  test: {
    reporters: ["default", ["json", { outputFile: results }]],
    projects: [
      {
        extends: true,
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          testTimeout: 30_000, // Only for what hangs: a busy machine is not a failure.
          include: ["server-sdk/src/**/*.test.ts", "extension/**/*.test.{ts,tsx}"],
          exclude: ["server-sdk/src/{stores,adapters}/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["server-sdk/src/{stores,adapters}/**/*.test.ts"],
          globalSetup: "scripts/services-setup.ts",
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "server-sdk/tests/**/*.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "examples/**/*.test.ts",
          ],
          globalSetup: "scripts/services-setup.ts",
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: "tests/e2e/setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
