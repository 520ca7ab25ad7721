/** Does docs/frameworks/sveltekit.md in an empty folder, with the packed package, in development and built. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { EmptyFolder, editKey, type FrameworkApp } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

/** Set by `npm run test:long`. */
const all = process.env.FRAMEWORKS === "all";
const { commands, files } = sectionOf("frameworks/sveltekit.md", "In an empty folder");
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

/** Sends a form as a browser does. */
const submit = ({ browser, origin }: FrameworkApp, path: string) =>
  browser.send(path, {
    method: "POST",
    headers: { Accept: "text/html", Origin: origin, "Content-Type": "application/x-www-form-urlencoded" },
    body: "",
  });

test.runIf(all).each([
  ["in development", development, true],
  ["built", production, false],
])("%s, a visitor signs in and out; only in development the panel edits a key", async (_, lines, debug) => {
  const app = await folder.start(files, lines);
  const { browser } = app;
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
  const stranger = browser.cookies.get("sessionid");
  expect((await submit(app, "/?/login")).text).toContain("Visit 2, signed in as ada");
  const key = browser.cookies.get("sessionid")!;
  expect(key).not.toBe(stranger);
  if (debug) expect(await editKey(app, key, "2", "41")).toMatchObject({ ok: true });
  else await expect(editKey(app, key, "2", "41")).rejects.toThrow();
  expect((await browser.get("/")).text).toContain(`Visit ${debug ? 42 : 3}, signed in as ada`);
  expect((await submit(app, "/?/logout")).text).toContain("Visit 1, not signed in");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
});
