/** Does docs/frameworks/nestjs.md in an empty folder, with the packed package. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { editSessions, visitAcross } from "./edited-module.ts";
import { EmptyFolder, visitAndEdit } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

const express = sectionOf("frameworks/nestjs.md", "On Express");
const fastify = sectionOf("frameworks/nestjs.md", "On Fastify");
const [install, run] = express.commands as [string, string];
let built: BuiltPackage;
let folder: EmptyFolder;
beforeAll(() => {
  built = buildPackage();
  folder = new EmptyFolder(built);
  folder.type(install);
  folder.type("npm install @nestjs/platform-fastify@12");
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

test.each([
  ["Express", express.files],
  ["Fastify", new Map([...express.files, ...fastify.files])],
])("on %s, a visitor signs in and out, and the panel edits a key", async (_, files) => {
  await visitAndEdit(await folder.start(files, run));
});

test("a process that an edit starts anew keeps the visitor signed in, and the panel its token", async () => {
  const app = await folder.start(express.files, run.replace("node main.js", "node --watch main.js"));
  const edit = () => {
    editSessions(folder, express.files, "sessions.ts");
    folder.type("npx tsc");
  };
  await visitAcross(edit, app, () => app.browser.post("/login"));
});
