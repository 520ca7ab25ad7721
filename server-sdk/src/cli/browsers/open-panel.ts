/** Opens a browser window for a person: the extension is in it, DevTools show its panel beside the page. */

import * as chromium from "./chromium.ts";
import * as firefox from "./firefox.ts";
import type { Browser } from "./installed-browsers.ts";
import type { Launch } from "./launch.ts";

/** Pixels that DevTools take of the window, below the page. */
const height = 460;

export interface Shown {
  /** Fulfilled when the user has closed the browser. */
  readonly ended: Promise<unknown>;
  /** Loads the extension again, from the files that its folder holds now, and shows its panel. */
  reload(): Promise<void>;
  /** Ends the browser and removes its temporary profile. */
  close(): Promise<void>;
}

export interface What extends Omit<Launch, "headless"> {
  readonly url: string;
}

export async function openPanel(browser: Browser, { url, ...how }: What): Promise<Shown> {
  return browser === "firefox" ? await inFirefox(url, how) : await inChromium(url, how);
}

async function inFirefox(url: string, how: Omit<Launch, "headless">): Promise<Shown> {
  const preferences = { "devtools.toolbox.footer.height": height };
  const { session, ended, reloadExtension, close } = await firefox.launch({ ...how, headless: false, preferences });
  try {
    await session.send("WebDriver:Navigate", { url });
    await firefox.showPanel(session, "bottom");
  } catch (error) {
    await close();
    throw error;
  }
  const reload = async () => {
    await reloadExtension();
    await firefox.showPanel(session, "bottom");
  };
  return { ended, reload, close };
}

async function inChromium(url: string, how: Omit<Launch, "headless">): Promise<Shown> {
  const { tab, ended, reloadExtension, close } = await chromium.launch({ ...how, headless: false });
  try {
    await tab.goto(url);
    let devtools = await chromium.showPanel(tab, height);
    const reload = async () => {
      // Their front-end ends with an extension that has a panel in it.
      await devtools.close();
      await reloadExtension();
      devtools = await chromium.showPanel(tab, height);
    };
    return { ended, reload, close };
  } catch (error) {
    await close();
    throw error;
  }
}
