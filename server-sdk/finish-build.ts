/** The end of the build: files of the package that the compiler cannot write as a bundler needs them. */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { bundledList, thirdPartyNotices } from "../scripts/extension/third-party-notices.ts";
import sdk from "./package.json" with { type: "json" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const kysely = "stores/database/kysely";
/** Its types are of no use to an app, and would need the package. */
const [, kyselyNames = ""] = readFileSync(here(`./src/${kysely}.ts`), "utf8").split("*/");
const kyselyTypes = [...kyselyNames.matchAll(/(\w+)(?=,| \})/g)]
  .map(([name]) => `export type ${name}<_ = unknown> = unknown;`)
  .join("\n");

const files = {
  [`${kysely}.d.ts`]: kyselyTypes,
  // In a bundle there is no package.json beside it to read.
  "package-version.js": `export const packageVersion = ${JSON.stringify(sdk.version)};`,
  // Each bundler in its own words; the compiler would wrap the name, and lose them.
  "core/storing/import-package.js":
    "export const importPackage = (name) => import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ name);",
};

for (const [name, text] of Object.entries(files)) {
  writeFileSync(here(`./dist/${name}`), `${text}\n`);
}

// Of its 600 files an app would read 250 to open a database.
await build({
  configFile: false,
  logLevel: "silent",
  plugins: [thirdPartyNotices()],
  ssr: { noExternal: true },
  build: {
    ssr: here(`./src/${kysely}.ts`),
    outDir: here("./dist"),
    emptyOutDir: false,
    minify: true,
    license: { fileName: bundledList },
    rolldownOptions: { output: { entryFileNames: `${kysely}.js` } },
  },
});
