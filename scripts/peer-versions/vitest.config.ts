import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const condition = "@sessionscope/source";

/** The folder where `test-peers.ts` has installed the versions to test. */
const folder = process.env.PEERS!;
const manifest = join(folder, "package.json");
/** As in the repository's own configuration. */
const results = process.env.TEST_RESULTS;
const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies: Record<string, string> };

/** Runs the suites of adapters and stores with those versions instead of the repository's own. */
export default defineConfig({
  plugins: [
    {
      name: "peer-versions",
      enforce: "pre",
      resolveId(name) {
        return name in dependencies ? this.resolve(name, manifest, { skipSelf: true }) : null;
      },
    },
  ],
  resolve: { conditions: [condition, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [condition, "module", "node", "development|production"] } },
  test: {
    // The cache remembers where a package was found, and the folder differs from run to run.
    fsModuleCache: false,
    include: ["server-sdk/{src,tests}/**/*.test.ts"],
    globalSetup: ["scripts/test-setup/cache-setup.ts", "scripts/services/services-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: results ? ["default", "json"] : ["default"],
    outputFile: results,
  },
});
