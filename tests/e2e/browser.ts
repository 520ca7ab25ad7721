/** A real browser with the extension in it and the panel open in its real DevTools. */

import type { KeptTokens } from "./kept-tokens.ts";
import type { View } from "./view.ts";

export type BrowserName = "chromium" | "firefox";
export type Theme = "light" | "dark";

export interface Opening {
  /** The built extension's folder. */
  readonly extension: string;
  readonly url: string;
  /** A cookie jar other than the default one: that of a private window or, in Firefox, of a container. */
  readonly jar?: "private" | "container";
  /** Tokens that the extension has stored before. */
  readonly tokens?: KeptTokens;
}

export interface TestBrowser {
  readonly name: BrowserName;
  readonly page: View;
  readonly panel: View;
  /**
   * On that page as if the browser had just been opened there: without cookies, with a new panel, and with an extension
   * that keeps nothing but these tokens. What a page stored beside cookies stays.
   * Chromium cannot: a panel that is loaded again in the same DevTools misses a navigation now and then.
   */
  startAgain?(opening: Pick<Opening, "url" | "tokens">): Promise<void>;
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The tab in which the extension opened this page, such as "options.html". */
  opened(file: string): Promise<View>;
  /** Sets the theme of DevTools. */
  setTheme(theme: Theme): Promise<void>;
  /** Makes the panel this large, in CSS pixels. */
  resizePanel(width: number, height: number): Promise<void>;
  /** PNG of DevTools with the panel in it. */
  screenshot(file: string): Promise<void>;
  /** PNG of the panel alone. */
  screenshotOfPanel(file: string): Promise<void>;
  /** PNG of the page's upper part, so high in CSS pixels, with DevTools below it, as they stand in one window. */
  screenshotWithPage(file: string, pageHeight?: number): Promise<void>;
  close(): Promise<void>;
}
