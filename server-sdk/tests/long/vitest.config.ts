import { defineConfig } from "vitest/config";

const condition = "@sessionscope/source";

/** `npm run test:long`: what takes minutes, because there is much of it. */
export default defineConfig({
  resolve: { conditions: [condition, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [condition, "module", "node", "development|production"] } },
  test: {
    include: ["server-sdk/tests/cli/clearing.test.ts"],
    env: { DEAD_SESSIONS: "1000000" },
    globalSetup: "scripts/services-setup.ts",
    testTimeout: 600_000,
  },
});
