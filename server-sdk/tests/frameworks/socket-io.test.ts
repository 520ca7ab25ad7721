/** Does docs/frameworks/socket-io.md in an empty folder, with the packed package. */

import { rmSync } from "node:fs";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type BuiltPackage, buildPackage } from "../built-package.ts";
import { EmptyFolder, editKey, visitAndEdit } from "./framework-app.ts";
import { sectionOf } from "./framework-page.ts";

const { commands, files } = sectionOf("frameworks/socket-io.md", "On Express");

describe.runIf(process.env.FRAMEWORKS === "all")("socket.io", () => {
  const [install, run] = commands as [string, string];
  let built: BuiltPackage;
  let folder: EmptyFolder;
  beforeAll(() => {
    built = buildPackage();
    folder = new EmptyFolder(built);
    folder.type(install);
  });
  afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

  test("pages and sockets change one session, and the panel edits a key", async () => {
    const app = await folder.start(files, run);
    await visitAndEdit(app);
    const { browser, origin } = app;
    await browser.post("/login");
    const key = browser.cookies.get("sessionid")!;
    const socket = io(origin, { transports: ["websocket"], extraHeaders: { Cookie: `sessionid=${key}` } });
    onTestFinished(() => void socket.disconnect());
    expect(await socket.emitWithAck("visit")).toBe("Visit 3");
    expect(await editKey(app, key, "3", "41")).toMatchObject({ ok: true });
    expect(await socket.emitWithAck("visit")).toBe("Visit 42");
    expect((await browser.get("/")).text).toContain("Visit 43, signed in as ada");
    await browser.post("/logout");
    expect(await socket.emitWithAck("visit")).toBe("signed out");
  });
});
