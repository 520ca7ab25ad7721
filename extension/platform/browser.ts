/**
 * The browser's extension APIs, which answer with promises in Firefox and in every Chromium that the manifest admits. Only
 * this file knows what they are called.
 */

import type { Browser } from "webextension-polyfill";

export type { Browser };

/** Set by vite.config.ts. */
declare const __FIREFOX__: boolean;

const names = globalThis as unknown as { readonly browser: Browser; readonly chrome: Browser };
export const browser: Browser = __FIREFOX__ ? names.browser : names.chrome;
