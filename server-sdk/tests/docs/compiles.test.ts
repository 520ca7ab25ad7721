/** All TypeScript that the documents show compiles. The pages of a project agree on what a session holds. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, pagesBelow, root } from "./doc-blocks.ts";
import { DocFolder } from "./doc-folder.ts";

const folder = new DocFolder();
afterAll(() => folder.remove());

/** The reference shows declarations. The pages of frameworks show parts of projects, which their own tests build. */
const apart = /^docs\/(api\.md|frameworks\/)/;
const pages = ["README.md", "server-sdk/README.md", ...pagesBelow("docs")].filter(
  (page) => !apart.test(page) && blocksOf(page).length > 0,
);
const nameOf = (page: string) => page.replaceAll(/[/.]/g, "-");
const declares = (page: string) => blocksOf(page).some(({ code }) => code.includes('declare module "sessionscope"'));
/** On the one page `request.session` is express-session's. Others stand apart by whether they say what a session holds. */
const projectOf = (page: string) =>
  page === "docs/inspect.md" ? "theirs" : declares(page) ? "declared" : "undeclared";

const projects = ["declared", "undeclared", "theirs"];
let said: string;
beforeAll(() => {
  for (const project of projects) {
    const compilerOptions = { noEmit: true, noUnusedLocals: false, noUnusedParameters: false };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["."], exclude: [] };
    folder.write(`${project}/tsconfig.json`, JSON.stringify(config));
  }
  for (const page of pages) {
    for (const [at, { name = `block-${at}.ts`, code }] of blocksOf(page).entries()) {
      // Each is a module; TypeScript can augment the package only where it is imported.
      folder.write(`${projectOf(page)}/${nameOf(page)}/${name}`, `${code}\nimport type {} from "sessionscope";\n`);
    }
  }
  const compiler = join(root, "node_modules/.bin/tsc");
  said = spawnSync(compiler, ["--build", ...projects], { cwd: folder.path, encoding: "utf8" }).stdout;
}, 600_000);

test("most pages show code", () => {
  expect(pages.length).toBeGreaterThan(25);
});

test.each(pages)("what %s shows compiles", (page) => {
  const place = `${projectOf(page)}/${nameOf(page)}/`;
  expect(said.split("\n").filter((line) => line.startsWith(place))).toEqual([]);
});

test("there is no other complaint", () => {
  const known = pages.map((page) => `${projectOf(page)}/${nameOf(page)}/`);
  expect(
    said.split("\n").filter((line) => /error/.test(line) && !known.some((place) => line.startsWith(place))),
  ).toEqual([]);
});
