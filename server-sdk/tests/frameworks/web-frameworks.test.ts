/** Does the pages of frameworks that render pages, each in an empty folder, with the packed package, in development and built. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { type FormPaths, visitByForms } from "./form-visitor.ts";
import { EmptyFolder } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

/** Set by `npm run test:long`. */
const all = process.env.FRAMEWORKS === "all";

/** By their pages in docs/frameworks/: where the app that a page shows signs in and out. */
const frameworks: Readonly<Record<string, FormPaths>> = {
  astro: { login: "/login", logout: "/logout" },
  nuxt: { login: "/login", logout: "/logout" },
  "react-router": { login: "/login", logout: "/logout" },
  sveltekit: { login: "/?/login", logout: "/?/logout" },
};

let built: BuiltPackage;
beforeAll(() => {
  if (all) built = buildPackage();
}, 120_000);
afterAll(() => all && rmSync(built.folder, { recursive: true, force: true }));

describe.runIf(all).each(Object.entries(frameworks))("%s", (name, paths) => {
  const { commands, files } = sectionOf(`frameworks/${name}.md`, "In an empty folder");
  const [install, development, production] = commands as [string, string, string];
  let folder: EmptyFolder;
  beforeAll(() => {
    folder = new EmptyFolder(built);
    folder.type(install);
  }, 300_000);

  test.each([
    ["in development", development, true],
    ["built", production, false],
  ])("%s, a visitor signs in and out; only in development the panel edits a key", async (_, lines, debug) => {
    await visitByForms(await folder.start(files, lines), paths, debug);
  });
});
