/** Visits an app whose framework refuses forms without the headers of a browser. */

import { expect } from "vitest";
import { editKey, type FrameworkApp } from "./framework-app.ts";

export interface FormPaths {
  readonly login: string;
  readonly logout: string;
}

/** Signs in with a new key, and out: the old key is nobody's. Where `debug` is on, a key is edited through the endpoint; else there is none. */
export async function visitByForms(app: FrameworkApp, { login, logout }: FormPaths, debug: boolean): Promise<void> {
  const { browser } = app;
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
  const stranger = browser.cookies.get("sessionid");
  expect((await submitForm(app, login)).text).toContain("Visit 2, signed in as ada");
  const key = browser.cookies.get("sessionid")!;
  expect(key).not.toBe(stranger);
  if (debug) expect(await editKey(app, key, "2", "41")).toMatchObject({ ok: true });
  else await expect(editKey(app, key, "2", "41")).rejects.toThrow();
  expect((await browser.get("/")).text).toContain(`Visit ${debug ? 42 : 3}, signed in as ada`);
  expect((await submitForm(app, logout)).text).toContain("Visit 1, not signed in");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toContain("Visit 1, not signed in");
}

export const submitForm = ({ browser, origin }: FrameworkApp, path: string) =>
  browser.send(path, {
    method: "POST",
    headers: { Accept: "text/html", Origin: origin, "Content-Type": "application/x-www-form-urlencoded" },
    body: "",
  });
