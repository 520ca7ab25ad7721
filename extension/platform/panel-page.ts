/** The part of the platform that a panel's page can do itself in both browsers. */

import type { Browser } from "./browser.ts";
import { hearResponses } from "./heard-responses.ts";
import type { InspectedPage, Platform } from "./platform.ts";

/** Facts of the inspected tab from the tabs API, which not every page may call in each browser. */
export interface TabApi {
  /** Undefined for a site without a permission. */
  url(): Promise<string | undefined>;
  reload(): Promise<void>;
}

export function panelPage(
  browser: Browser,
  tab: TabApi,
): Pick<Platform, "page" | "isPrivate" | "storage" | "fetch" | "text"> {
  return {
    page: inspectedPage(browser, tab),
    isPrivate: browser.extension.inIncognitoContext === true,
    storage: storage(browser),
    fetch: (url, init) => fetch(url, init),
    // For a missing message the panel shows its id and goes on. The structure test finds it earlier.
    text: (id, ...parts) => browser.i18n.getMessage(id, [...parts]) || id,
  };
}

/** A private window writes nothing to disk. */
function storage(browser: Browser): Platform["storage"] {
  const area = () => (browser.extension.inIncognitoContext ? browser.storage.session : browser.storage.local);
  return {
    get: async (key) => (await area().get(key))[key],
    set: (key, value) => area().set({ [key]: value }),
    update: (key, change) =>
      navigator.locks.request(`storage ${key}`, async () => {
        await area().set({ [key]: change((await area().get(key))[key]) });
      }),
  };
}

function inspectedPage(browser: Browser, tab: TabApi): InspectedPage {
  let arrivedAt: string | undefined;
  // The options page inspects no page.
  browser.devtools?.network.onNavigated.addListener((url) => {
    arrivedAt = url;
  });
  return {
    async url() {
      // In this order, because Firefox may fail to evaluate code after several navigations in quick succession.
      return (await tab.url()) ?? arrivedAt ?? (await evaluatedUrl(browser));
    },
    reload: () => void tab.reload(),
    onNavigated(listener, signal) {
      if (signal.aborted) return;
      const { onNavigated } = browser.devtools.network;
      onNavigated.addListener(listener);
      signal.addEventListener("abort", () => onNavigated.removeListener(listener), { once: true });
    },
    async load(url, how) {
      const { loadInPage } = await import("./page-load.ts");
      return loadInPage((expression) => evaluate(browser, expression), url, how);
    },
    onResponse: (listener, signal) => hearResponses(browser, listener, signal),
    openInNetwork: networkPanel(browser),
  };
}

/** Needs no permission for the page. Empty for the browser's own pages, which are closed to extensions. */
async function evaluatedUrl(browser: Browser): Promise<string> {
  try {
    const url = await evaluate(browser, "location.href");
    return typeof url === "string" ? url : "";
  } catch {
    return "";
  }
}

/** Chromium shows its Network panel with a filter. Firefox has no such call. */
function networkPanel({ devtools }: Browser): InspectedPage["openInNetwork"] {
  const panels = devtools?.panels as { network?: { show(options: { filter: string }): Promise<void> } } | undefined;
  const { network } = panels ?? {};
  if (network === undefined) return null;
  return ({ url, method, status }) => network.show({ filter: `url:${url} method:${method} status-code:${status}` });
}

/** The value of an expression in the page's top frame, without arrays. */
async function evaluate(browser: Browser, expression: string): Promise<unknown> {
  // Firefox and the polyfill answer [value, error]; Chromium answers the value.
  const answer: unknown = await browser.devtools.inspectedWindow.eval(expression);
  return Array.isArray(answer) ? answer[0] : answer;
}
