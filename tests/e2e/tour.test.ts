/** The tours of apps with other libraries work at every stop, in both browsers. They run where TOURS is "all". */

import { describe, test } from "vitest";
import { DemoApp } from "../../scripts/demo/demo-app.ts";
import { DjangoShop } from "../../scripts/demo/django-app.ts";
import { django, expressSession, libraryStops } from "../../scripts/demo/library-stops.ts";
import type { BrowserName } from "./browser.ts";
import { type SceneApp, scenesOn } from "./scene.ts";

const tours = {
  "express-session": { open: () => DemoApp.open({ port: 0, example: "express-session" }), app: expressSession },
  django: { open: () => DjangoShop.open({ port: 0 }), app: django },
} as const;

describe.runIf(process.env.TOURS === "all").each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  describe.each(Object.entries(tours))("%s", (_, { open, app }) => {
    const setScene = scenesOn<SceneApp>(open, name);

    test.each([[1400], [420]])("every stop shows what it is about, %i pixels wide", async (width) => {
      const { browser, shop } = await setScene();
      for (const stop of libraryStops(app)) {
        await browser.resizePanel(1400, 680);
        await stop.act(browser, shop);
        await browser.resizePanel(width, 680);
        await stop.shows(browser);
      }
    });
  });
});
