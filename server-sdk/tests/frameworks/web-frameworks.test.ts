/** Does the pages of frameworks that render pages, each in an empty folder, with the packed package, in development and built. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { editSessions, handleOf, listen, visitAcross } from "./edited-module.ts";
import { type FormPaths, submitForm, visitByForms } from "./form-visitor.ts";
import { EmptyFolder } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

/** Set by `npm run test:long`. */
const all = process.env.FRAMEWORKS === "all";

interface Framework extends FormPaths {
  /** The file that makes the sessions. */
  readonly sessions: string;
}

/** By their pages in docs/frameworks/: where the app that a page shows signs in and out. */
const frameworks: Readonly<Record<string, Framework>> = {
  astro: { login: "/login", logout: "/logout", sessions: "src/middleware.ts" },
  nuxt: { login: "/login", logout: "/logout", sessions: "server/utils/sessions.ts" },
  "react-router": { login: "/login", logout: "/logout", sessions: "app/sessions.ts" },
  sveltekit: { login: "/?/login", logout: "/?/logout", sessions: "src/hooks.server.js" },
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

  test("when its sessions are edited in development, the visitor stays signed in and the panel goes on", async () => {
    const app = await folder.start(files, development);
    const heard = await listen(app);
    const edit = () => editSessions(folder, files, paths.sessions);
    await visitAcross(edit, app, () => submitForm(app, paths.login));
    // The stream began before the edit, and tells of requests after it.
    const change = `"type":"request"[^\n]*"handle":"${await handleOf(app)}"[^\n]*"keys":\\["visits"`;
    await expect.poll(heard).toMatch(new RegExp(change));
  });
});
