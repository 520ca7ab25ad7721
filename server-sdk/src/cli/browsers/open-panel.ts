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
  const { session, ended, close } = await firefox.launch({ ...how, headless: false, preferences });
  try {
    await session.send("WebDriver:Navigate", { url });
    await firefox.showPanel(session, "bottom");
  } catch (error) {
    await close();
    throw error;
  }
  return { ended, close };
}

async function inChromium(url: string, how: Omit<Launch, "headless">): Promise<Shown> {
  const { tab, ended, close } = await chromium.launch({ ...how, headless: false });
  try {
    await tab.goto(url);
    await chromium.showPanel(tab, height);
  } catch (error) {
    await close();
    throw error;
  }
  return { ended, close };
}
