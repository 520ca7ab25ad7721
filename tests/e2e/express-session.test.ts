/** The sessions of an app on express-session, in the real DevTools of both browsers. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, inject, test } from "vitest";
import { type Running, startExample } from "../../examples/test-browser.ts";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { openBrowser } from "./open-browser.ts";
import { button, editValue, row, tab, undoStrip } from "./panel-words.ts";

const token = "example-token-4c7aD0xQ";
const pictures = fileURLToPath(new URL("../../artifacts/e2e", import.meta.url));

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let app: Running;
  let browser: TestBrowser | undefined;
  afterEach(async () => {
    await browser?.close();
    await app.stop();
  });

  test("express-session: read, edited, followed live, listed, flushed and brought back", async () => {
    app = await startExample("express-session/server.js", { SESSIONSCOPE_TOKEN: token });
    browser = await openBrowser(name, {
      extension: inject("extensions")[name],
      url: `${app.origin}/`,
      tokens: { [app.origin]: { server: null, token } },
    });
    const { page, panel } = browser;
    await panel.reads("1", row("visits"));

    // An edit reaches the app.
    await editValue(panel, "visits", "41");
    await panel.reads("Set visits to 41.", undoStrip);
    await browser.reload();
    await page.reads("42", "#visits");
    await panel.reads("42", row("visits"));

    // What the app changes is shown without another load of the page, and so is who changed it.
    await page.evaluate(async () => void (await fetch("/")));
    await panel.reads("43", row("visits"));
    await panel.click(row("visits"));
    await panel.reads("GET /", ".detail");

    // A sign-in gives the visitor another session.
    await page.fill("[name=name]", "Ada");
    await page.click("#remember");
    await page.reads("Ada", "#name");
    await panel.reads("Ada", row("name"));
    await panel.click(tab("timeline"));
    await panel.reads("/name", ".request-list");
    await panel.click(tab("store"));
    await panel.reads("this browser", ".v-store .session-list");
    await panel.click(tab("session"));

    await mkdir(pictures, { recursive: true });
    await panel.reads("Ada", row("name"));
    await browser.screenshotWithPage(join(pictures, `${name}-express-session.png`));

    // A flush signs out, and undo brings the data back.
    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await page.evaluate(async () => void (await fetch("/about")));
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Ada", row("name"));
    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await browser.reload();
    await page.reads("stranger", "#name");
    expect(await page.text("#visits")).toBe("1");
  });
});
