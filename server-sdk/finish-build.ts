/** The end of the build: files of the package that the compiler cannot write as a bundler needs them. */

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { namedAgain, reachedFrom } from "../scripts/declarations.ts";
import { bundledList, thirdPartyNotices } from "../scripts/extension/third-party-notices.ts";
import sdk from "./package.json" with { type: "json" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string) => readFileSync(here(path), "utf8");

/** Each becomes one file that holds what we use of its package. Of Kysely's 600 files an app would read 250 to open a database. */
const [kysely, valibot, cookie] = ["stores/database/kysely", "core/valibot", "core/cookie-package"] as const;

/** Its types are of no use to an app, and would need the package. */
const [, kyselyNames = ""] = read(`./src/${kysely}.ts`).split("*/");
const kyselyTypes = [...kyselyNames.matchAll(/(\w+)(?=,| \})/g)]
  .map(([name]) => `export type ${name}<_ = unknown> = unknown;`)
  .join("\n");

/** The schemas of the protocol are public: an app parses with them, and valibot of its own takes them. */
const typesOfValibot = new Set(
  globSync("**/*.d.ts", { cwd: here("./dist") })
    .map((file) => read(`./dist/${file}`))
    .filter((text) => /\/valibot\.[jt]s"/.test(text))
    .flatMap((text) => [...text.matchAll(/\bv\.(\w+)/g)].map(([, name]) => name!)),
);
const valibotTypes = readFileSync(fileURLToPath(import.meta.resolve("valibot")).replace(/mjs$/, "d.mts"), "utf8");

const files = {
  [`${kysely}.d.ts`]: kyselyTypes,
  [`${valibot}.d.ts`]: reachedFrom(typesOfValibot, valibotTypes),
  [`${cookie}.d.ts`]: "export declare const stringifySetCookie: (cookie: object) => string;",
  "protocol.d.ts": namedAgain(read("./dist/protocol.d.ts")),
  // In a bundle there is no package.json beside it to read.
  "package-version.js": `export const packageVersion = ${JSON.stringify(sdk.version)};`,
  // Each bundler in its own words; the compiler would wrap the name, and lose them.
  "core/storing/import-package.js":
    "export const importPackage = (name) => import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ name);",
};

for (const [name, text] of Object.entries(files)) {
  writeFileSync(here(`./dist/${name}`), `${text}\n`);
}

await build({
  configFile: false,
  logLevel: "silent",
  plugins: [thirdPartyNotices()],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: here("./dist"),
    emptyOutDir: false,
    minify: true,
    license: { fileName: bundledList },
    rolldownOptions: {
      input: Object.fromEntries([kysely, valibot, cookie].map((file) => [file, here(`./src/${file}.ts`)])),
      output: { entryFileNames: "[name].js" },
    },
  },
});
