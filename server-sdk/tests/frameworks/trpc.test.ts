/** Does docs/frameworks/trpc.md in an empty folder, with the packed package. */

import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { EmptyFolder, editKey } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

const express = sectionOf("frameworks/trpc.md", "On Express");
const standalone = sectionOf("frameworks/trpc.md", "Standalone");

describe.runIf(process.env.FRAMEWORKS === "all")("tRPC", () => {
  const [install, run] = express.commands as [string, string];
  let built: BuiltPackage;
  let folder: EmptyFolder;
  beforeAll(() => {
    built = buildPackage();
    folder = new EmptyFolder(built);
    folder.type(install);
  });
  afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

  test.each([
    ["on Express", express.files],
    ["standalone", new Map([...express.files, ...standalone.files])],
  ])("%s, a visitor signs in and out, and the panel edits a key", async (_, files) => {
    const app = await folder.start(files, run);
    let key = "";
    const call = async (procedure: string): Promise<unknown> => {
      const headers = { "Content-Type": "application/json", Cookie: `sessionid=${key}` };
      const answer = await fetch(`${app.origin}/trpc/${procedure}`, { method: "POST", headers });
      for (const cookie of answer.headers.getSetCookie()) key = /^sessionid=([^;]*)/.exec(cookie)?.[1] ?? key;
      return answer.json();
    };
    expect(await call("visit")).toEqual({ result: { data: "Visit 1, not signed in" } });
    const stranger = key;
    await call("login");
    expect(key).not.toBe(stranger);
    expect(await editKey(app, key, "1", "41")).toMatchObject({ ok: true });
    expect(await call("visit")).toEqual({ result: { data: "Visit 42, signed in as ada" } });
    const signedIn = key;
    await call("logout");
    key = signedIn;
    expect(await call("visit")).toEqual({ result: { data: "Visit 1, not signed in" } });
  });
});
