/** The set-up of a test: the demo app with a database of its own, and a browser on it with the panel open. */

import { afterEach, expect, inject } from "vitest";
import { DemoApp } from "../../scripts/demo/demo-app.ts";
import type { BrowserName, Opening, TestBrowser } from "./browser.ts";
import type { KeptTokens } from "./kept-tokens.ts";
import { openBrowser } from "./open-browser.ts";
import { takeLastPicture } from "./pictures.ts";
import { sharedBrowser } from "./shared-browser.ts";
import type { View } from "./view.ts";

/** An app that a browser is opened on. */
export interface SceneApp extends AsyncDisposable {
  readonly url: string;
  readonly tokens: KeptTokens;
}

export interface Scene<App extends SceneApp = DemoApp> {
  readonly browser: TestBrowser;
  readonly page: TestBrowser["page"];
  readonly panel: TestBrowser["panel"];
  readonly shop: App;
}

/** The scenes of a `describe`: each test sets one. When the test ends, nothing may have gone wrong in its panel. */
export function scenes(name: BrowserName): (jar?: Opening["jar"]) => Promise<Scene> {
  return scenesOn(() => DemoApp.open({ port: 0 }), name);
}

/** The same on another app, of which each test opens one. */
export function scenesOn<App extends SceneApp>(
  open: () => Promise<App>,
  name: BrowserName,
): (jar?: Opening["jar"]) => Promise<Scene<App>> {
  const openShared = sharedBrowser(name);
  let scene: Scene<App> | undefined;
  /** What belongs to the scene alone. */
  let ends: (() => PromiseLike<void>)[] = [];
  afterEach(async ({ task }) => {
    const { browser, panel } = scene ?? {};
    try {
      await takeLastPicture(task, (file) => browser?.screenshotWithPage(file));
      expect((await panel?.evaluate(() => document.documentElement.dataset.complaints ?? "")) ?? "").toBe("");
    } finally {
      for (const end of ends) await end();
      scene = undefined;
      ends = [];
    }
  });
  return async (jar) => {
    const shop = await open();
    ends.push(() => shop[Symbol.asyncDispose]());
    const opening = { url: shop.url, tokens: shop.tokens };
    const browser =
      jar === undefined
        ? await openShared(opening)
        : await openBrowser(name, { extension: inject("extensions")[name], jar, ...opening });
    if (jar !== undefined) ends.push(() => browser.close());
    await listenForComplaints(browser.panel);
    scene = { browser, page: browser.page, panel: browser.panel, shop };
    return scene;
  };
}

/** Records uncaught errors and violations of the content security policy in the document. */
const listenForComplaints = (panel: View): Promise<void> =>
  panel.evaluate(() => {
    const note = (what: unknown) => {
      const { dataset } = document.documentElement;
      dataset.complaints = `${dataset.complaints ?? ""}${String(what)}\n`;
    };
    addEventListener("error", (event) => note(event.message));
    addEventListener("unhandledrejection", (event) => note(event.reason));
    addEventListener("securitypolicyviolation", (event) => note(`${event.violatedDirective} ${event.blockedURI}`));
  });
