/** Edits the module that makes the sessions, as a developer does while the app runs, so that the framework runs it anew. */

import { expect, onTestFinished } from "vitest";
import type { Shown } from "../../../examples/test-browser.ts";
import { askFor } from "../debug/asking.ts";
import { callEndpoint, type EmptyFolder, editKey, type FrameworkApp } from "./framework-app.ts";
import type { PageSection } from "./framework-page.ts";

/** Seconds, by which the answers of the edited module are known. */
const edited = 4321;

/** @param name of the file with `createSessions`. */
export function editSessions(folder: EmptyFolder, files: PageSection["files"], name: string): void {
  const text = files.get(name)!;
  const changed = text.replace("createSessions({", `createSessions({ cookieAge: ${edited},`);
  expect(changed).not.toBe(text);
  folder.save(new Map([[name, changed]]));
}

/** The visitor stays signed in, and the panel goes on with its token. */
export async function visitAcross(edit: () => void, app: FrameworkApp, signIn: () => Promise<Shown>): Promise<void> {
  const { browser } = app;
  await signIn();
  const key = browser.cookies.get("sessionid")!;
  edit();
  await expect.poll(async () => (await browser.get("/")).setCookies.join()).toContain(`Max-Age=${edited}`);
  const { text } = await browser.get("/");
  expect(text).toContain("signed in as ada");
  expect(browser.cookies.get("sessionid")).toBe(key);
  const [, visits] = /Visit (\d+)/.exec(text)!;
  expect(await editKey(app, key, visits!, "41")).toMatchObject({ ok: true });
  expect((await browser.get("/")).text).toContain("Visit 42, signed in as ada");
}

/** @returns what the live stream has said until now. */
export async function listen(app: FrameworkApp): Promise<() => string> {
  const end = new AbortController();
  const { body } = await callEndpoint(app, askFor("events.stream"), end.signal);
  let said = "";
  const write = (chunk: string) => {
    said += chunk;
  };
  const reading = body!
    .pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write }))
    .catch(() => {});
  onTestFinished(async () => {
    end.abort();
    await reading;
  });
  return () => said;
}

/** By which the panel knows the browser's session in the live stream. */
export async function handleOf(app: FrameworkApp): Promise<string> {
  const asked = askFor("session.read", {}, app.browser.cookies.get("sessionid"));
  const answer = await (await callEndpoint(app, asked)).json();
  return answer.result.session.handle;
}
