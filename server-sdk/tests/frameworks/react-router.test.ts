/** Does docs/frameworks/react-router.md in an empty folder, with the packed package, in development and built. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { visitByForms } from "./form-visitor.ts";
import { EmptyFolder } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

/** Set by `npm run test:long`. */
const all = process.env.FRAMEWORKS === "all";
const { commands, files } = sectionOf("frameworks/react-router.md", "In an empty folder");
const [install, development, production] = commands as [string, string, string];
let built: BuiltPackage;
let folder: EmptyFolder;
beforeAll(() => {
  if (!all) return;
  built = buildPackage();
  folder = new EmptyFolder(built);
  folder.type(install);
}, 300_000);
afterAll(() => all && rmSync(built.folder, { recursive: true, force: true }));

test.runIf(all).each([
  ["in development", development, true],
  ["built", production, false],
])("%s, a visitor signs in and out; only in development the panel edits a key", async (_, lines, debug) => {
  await visitByForms(await folder.start(files, lines), { login: "/login", logout: "/logout" }, debug);
});
