/** What a panel's page can do by itself in either browser. */

import type { Browser } from "./browser.ts";
import type { InspectedPage, Platform } from "./platform.ts";
import { hearResponses } from "./responses.ts";

/** What the tabs API knows of the inspected tab; who may call it differs by browser. */
export interface TabApi {
  /** Undefined for sites that are not allowed. */
  url(): Promise<string | undefined>;
  reload(): Promise<void>;
}

export function panelPage(browser: Browser, tab: TabApi): Pick<Platform, "page" | "storage" | "fetch" | "text"> {
  return {
    page: inspectedPage(browser, tab),
    storage: storage(browser),
    fetch: (url, init) => fetch(url, init),
    // A message that is missing shows its id: ugly, but the panel works. The structure test finds it first.
    text: (id, ...parts) => browser.i18n.getMessage(id, [...parts]) || id,
  };
}

/** Of a private window nothing is written to disk. */
function storage(browser: Browser): Platform["storage"] {
  const area = () => (browser.extension.inIncognitoContext ? browser.storage.session : browser.storage.local);
  return {
    get: async (key) => (await area().get(key))[key],
    set: (key, value) => area().set({ [key]: value }),
  };
}

function inspectedPage(browser: Browser, tab: TabApi): InspectedPage {
  let arrivedAt: string | undefined;
  // The options page has no inspected page.
  browser.devtools?.network.onNavigated.addListener((url) => {
    arrivedAt = url;
  });
  return {
    async url() {
      // In this order, because Firefox may fail to evaluate anything at all after pages that follow each other quickly.
      return (await tab.url()) ?? arrivedAt ?? (await evaluatedUrl(browser));
    },
    reload: () => void tab.reload(),
    onNavigated(listener, signal) {
      if (signal.aborted) return;
      const { onNavigated } = browser.devtools.network;
      onNavigated.addListener(listener);
      signal.addEventListener("abort", () => onNavigated.removeListener(listener), { once: true });
    },
    onResponse: (listener, signal) => hearResponses(browser, listener, signal),
  };
}

/** Needs no permission for the page; empty for the browser's own pages, which are closed to extensions. */
async function evaluatedUrl(browser: Browser): Promise<string> {
  try {
    // Firefox and the polyfill answer [value, error], Chromium the value alone.
    const answer: unknown = await browser.devtools.inspectedWindow.eval("location.href");
    const url: unknown = Array.isArray(answer) ? answer[0] : answer;
    return typeof url === "string" ? url : "";
  } catch {
    return "";
  }
}
