/** Opens the platform of the browser that this build is for. */

import { browser } from "./browser.ts";
import { chromiumPlatform } from "./chromium.ts";
import { firefoxPlatform } from "./firefox.ts";
import type { Platform } from "./platform.ts";

/** Set by vite.config.ts, so that the bundle leaves out the other browser's code. */
declare const __FIREFOX__: boolean;

export const openPlatform = (): Platform => (__FIREFOX__ ? firefoxPlatform(browser) : chromiumPlatform(browser));
