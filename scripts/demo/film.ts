/** The short film of the README: a value edited in the panel, what the page makes of it, and a sign-out that is undone. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { openBrowser } from "../../tests/e2e/open-browser.ts";
import { button, row, signIn, undoStrip } from "../../tests/e2e/panel-words.ts";
import { DemoApp } from "./demo-app.ts";

/** CSS pixels of the film's two parts, without DevTools' own tabs. */
const [width, pageHeight, panelHeight] = [1000, 210, 363];

/** Milliseconds that a frame is shown. */
const [typing, glance, look] = [70, 900, 2000];

interface Frame {
  readonly file: string;
  readonly shownMs: number;
}

/** @param extension the folder of the built extension; @param into the file of the film, an animated WebP. */
export async function film(extension: string, into: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sessionscope-film-"));
  try {
    const frames = await shoot(extension, folder);
    const files = frames.map(({ file }) => file);
    await sharp(files, { join: { animated: true } })
      .webp({ quality: 80, effort: 5, delay: frames.map(({ shownMs }) => shownMs), loop: 0 })
      .toFile(into);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function shoot(extension: string, folder: string): Promise<readonly Frame[]> {
  await using app = await DemoApp.open({ port: 0 });
  const browser = await openBrowser("chromium", { extension, url: app.url, tokens: app.tokens });
  const frames: Frame[] = [];
  const take = async (shownMs: number) => {
    const file = join(folder, `${String(frames.length).padStart(3, "0")}.png`);
    await browser.screenshotWithPage(file, pageHeight);
    frames.push({ file, shownMs });
  };
  try {
    const { page, panel, goto, reload } = browser;
    await browser.resizePanel(width, panelHeight);
    await goto(app.url);
    await page.click("#add-linen-tote");
    await page.reads("Linen tote added.");
    await signIn(browser, app.url);
    await panel.reads("Ada Lovelace", row("user_name"));
    await take(look);

    await panel.gone(".row.is-gone");
    await panel.click(row("user_name"), 2);
    const value = { role: "textbox", name: "Value of user_name" };
    await panel.find(value);
    await panel.press("Control+a");
    await take(glance);
    for (const letter of '"Grace Hopper"') {
      await panel.type(letter);
      await take(typing);
    }
    await panel.press("Enter");
    await panel.gone(value);
    await panel.reads("Set user_name", undoStrip);
    await take(look);
    await reload();
    await page.reads("Grace Hopper", "#user-name");
    await take(look);

    await page.click("#add-enamel-mug");
    await page.reads("Enamel mug, 350 ml added.");
    await panel.reads("[{…}, {…}]", row("cart"));
    await take(look);

    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    await take(glance);
    await reload();
    await page.find("#sign-in-link");
    await take(look);
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Grace Hopper", row("user_name"));
    await take(glance);
    await reload();
    await page.reads("Grace Hopper", "#user-name");
    await take(look);
    return frames;
  } finally {
    await browser.close();
  }
}
