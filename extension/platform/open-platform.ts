/** The one place that knows which browser this build is for. */

import { browser } from "./browser.ts";
import { chromiumPlatform } from "./chromium.ts";
import { firefoxPlatform } from "./firefox.ts";
import type { Platform } from "./platform.ts";

/** Set by vite.config.ts; the other browser's half is not in the bundle. */
declare const __FIREFOX__: boolean;

export const openPlatform = (): Platform => (__FIREFOX__ ? firefoxPlatform(browser) : chromiumPlatform(browser));
