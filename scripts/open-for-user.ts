/** Opens a browser window for a person: the extension is in it, DevTools show its panel beside the page. */

import * as chromium from "../tests/e2e/chromium/launch.ts";
import * as firefox from "../tests/e2e/firefox/launch.ts";
import type { KeptTokens } from "../tests/e2e/kept-tokens.ts";
import type { Browser } from "./browsers.ts";

/** Pixels that DevTools take of the window, below the page. */
const height = 460;

export interface Shown extends AsyncDisposable {
  /** Fulfilled when the user has closed the browser. */
  readonly ended: Promise<unknown>;
}

export interface What {
  readonly program: string;
  readonly extension: string;
  readonly url: string;
  readonly tokens: KeptTokens;
}

export async function openForUser(browser: Browser, { program, extension, url, tokens }: What): Promise<Shown> {
  if (browser === "firefox") {
    const { session, ended, close } = await firefox.launch({
      program,
      extension,
      headless: false,
      preferences: { "devtools.toolbox.footer.height": height },
      tokens,
    });
    await session.send("WebDriver:Navigate", { url });
    await firefox.showPanel(session, "bottom");
    return { ended, [Symbol.asyncDispose]: close };
  }
  const launched = await chromium.launch({ program, extension, headless: false, tokens });
  const ended = new Promise<void>((resolve) => launched.once("disconnected", () => resolve()));
  const [page] = await launched.pages();
  await page!.goto(url);
  await chromium.showPanel(page!, "bottom", height);
  return { ended, [Symbol.asyncDispose]: () => launched.close() };
}
