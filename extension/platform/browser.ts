/**
 * The browser's extension APIs as promises. Only this file knows the polyfill, so the polyfill can be removed
 * once every supported Chromium has its own `browser`.
 */

import type { Browser } from "webextension-polyfill";
import polyfill from "webextension-polyfill";

export type { Browser };
export const browser: Browser = polyfill;
