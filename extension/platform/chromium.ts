/** The platform for Chromium: the panel's page may call every extension API, so it needs no background script. */

import type { Browser } from "./browser.ts";
import { cookieJar, type InspectedTab } from "./cookie-jar.ts";
import { domainsAbove, hostPattern } from "./origins.ts";
import { panelPage } from "./panel-page.ts";
import type { Platform } from "./platform.ts";

export function chromiumPlatform(browser: Browser): Platform {
  const tabId = browser.devtools?.inspectedWindow.tabId;
  const common = panelPage(browser, {
    url: async () => (await browser.tabs.get(tabId)).url,
    reload: () => browser.tabs.reload(tabId),
  });
  const tab = async (): Promise<InspectedTab> => ({ id: tabId, url: await common.page.url() });
  const storeOf = async ({ id }: InspectedTab) => {
    const stores = await browser.cookies.getAllCookieStores();
    // An extension in split incognito mode sees one cookie store: its own.
    return (stores.find((store) => store.tabIds.includes(id)) ?? stores[0]!).id;
  };
  const jar = cookieJar(browser.cookies, storeOf, { landing });

  return {
    name: "chromium",
    ...common,
    cookies: {
      rules: "chromium",
      list: async (url) => jar.list(await tab(), url),
      count: async (domain) => jar.count(await tab(), domain),
      shows: () => true,
      landing,
      set: async (cookie) => jar.set(await tab(), cookie),
      remove: async (cookie) => jar.remove(await tab(), cookie),
      onChanged(listener, signal) {
        if (signal.aborted) return;
        const hear = () => listener();
        browser.cookies.onChanged.addListener(hear);
        signal.addEventListener("abort", () => browser.cookies.onChanged.removeListener(hear), { once: true });
      },
    },
    origins: {
      allowed: (origin) => browser.permissions.contains({ origins: [hostPattern(origin)] }),
      async request(origin) {
        const log = await browser.devtools?.network.getHAR();
        const above = domainsAbove(log, new URL(origin).hostname).map((domain) => `*://*.${domain}/*`);
        return browser.permissions.request({ origins: [hostPattern(origin), ...above] });
      },
    },
    openOptions: () => void browser.runtime.openOptionsPage(),
  };
}

/** Chromium's cookies API normalises a path like that of a URL: "/my dir" to "/my%20dir", "/x/../y" to "/y". */
function landing(path: string): string {
  const url = new URL("http://localhost");
  url.pathname = path;
  return url.pathname;
}
