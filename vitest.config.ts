import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { setupPatience } from "./tests/e2e/patience.ts";

const condition = "@sessionscope/source";
const cache = "scripts/test-setup/cache-setup.ts";
const resolve = { conditions: [condition, "module", "browser", "development|production"] };
const ssr = { resolve: { conditions: [condition, "module", "node", "development|production"] } };

/** Milliseconds. They end only what hangs; `poll` is for what a test looks at, never for setting up. */
const patience = { testTimeout: 120_000, hookTimeout: setupPatience, expect: { poll: { timeout: 20_000 } } };

/** The file that counts what passed and failed, which `.ci/run` asks for. Other runs leave no file. */
const results = process.env.TEST_RESULTS;

export default defineConfig({
  resolve,
  ssr,
  test: {
    ...patience,
    // A test waits for a browser or a database half of its time: two files at once pay off on two cores, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: results ? ["default", "json"] : ["default"],
    outputFile: results,
    projects: [
      {
        extends: true,
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          include: ["server-sdk/src/**/*.test.ts", "extension/**/*.test.{ts,tsx}"],
          exclude: ["server-sdk/src/{stores,adapters,inspect}/**"],
          globalSetup: cache,
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["server-sdk/src/{stores,adapters,inspect}/**/*.test.ts"],
          globalSetup: [cache, "scripts/services/services-setup.ts"],
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
          globalSetup: [cache, "scripts/services/services-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: [cache, "tests/e2e/setup.ts"],
        },
      },
    ],
  },
});
