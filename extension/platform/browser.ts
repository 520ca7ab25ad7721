/**
 * The browser's extension APIs as promises: the one place that knows the polyfill, so that it can go
 * once every supported Chromium has `browser` of its own.
 */

import type { Browser } from "webextension-polyfill";
import polyfill from "webextension-polyfill";

export type { Browser };
export const browser: Browser = polyfill;
