/** docs/api.md is what the exported types and their docstrings say. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installPackages } from "./inspect/installed-packages.ts";

const root = join(import.meta.dirname, "../..");
const writer = join(root, "site/reference");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-api-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let page: string;
beforeAll(() => {
  installPackages(writer);
  const file = join(folder, "api.md");
  execFileSync(process.execPath, ["--no-warnings", join(writer, "write-reference.ts"), file]);
  page = readFileSync(file, "utf8");
}, 300_000);

test("docs/api.md is up to date: if not, run `npm run docs -- reference`", () => {
  expect(readFileSync(join(root, "docs/api.md"), "utf8")).toBe(page);
});

test("it has every entry point of the package", () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(
    expect.arrayContaining([
      "sessionscope",
      "sessionscope/testing",
      "sessionscope/adopt/django",
      "sessionscope/inspect/express-session",
      "sessionscope/stores/redis",
      "sessionscope/express",
    ]),
  );
  expect(headings.filter((name) => /package\.json|mounting|\/base$/.test(name!))).toEqual([]);
});

test("a session's methods stand under its name, with what they throw, an example, and nothing private", () => {
  const [, session] = /^### Session$(.*?)^### /ms.exec(page)!;
  expect(session).toContain("- `setExpiry(value: ExpiryValue): void`");
  expect(session).toContain("Throws ExpiryError for anything else.");
  expect(session).toContain("session.setExpiry({ days: 30 });");
  expect(page).not.toMatch(/^- `(#|_|\[)/m);
});
