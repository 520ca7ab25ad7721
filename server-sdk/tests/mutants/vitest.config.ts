import { defineConfig } from "vitest/config";

const condition = "@sessionscope/source";

export default defineConfig({
  resolve: { conditions: [condition, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [condition, "module", "node", "development|production"] } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["{server-sdk,extension}/**/*.test.ts"],
    globalSetup: ["scripts/test-setup/cache-setup.ts", "scripts/services/services-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
