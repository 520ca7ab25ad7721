/** The end of the build: files of the package that the compiler cannot write as a bundler needs them. */

import { writeFileSync } from "node:fs";
import sdk from "./package.json" with { type: "json" };

const files = {
  // In a bundle there is no package.json beside it to read.
  "package-version.js": `export const packageVersion = ${JSON.stringify(sdk.version)};`,
  // Each bundler in its own words; the compiler would wrap the name, and lose them.
  "core/storing/import-package.js":
    "export const importPackage = (name) => import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ name);",
};

for (const [name, text] of Object.entries(files)) {
  writeFileSync(new URL(`./dist/${name}`, import.meta.url), `${text}\n`);
}
