/** The platform for Firefox: a panel's page has only devtools, runtime, storage and i18n, and asks the background script for the rest. */

import type { Browser } from "./browser.ts";
import type { InspectedTab } from "./cookie-jar.ts";
import { hostPattern } from "./origins.ts";
import { panelPage } from "./panel-page.ts";
import type { Platform } from "./platform.ts";
import { onNotice, relayTo } from "./relay.ts";

export function firefoxPlatform(browser: Browser): Platform {
  const relay = relayTo(browser);
  const tabId = browser.devtools?.inspectedWindow.tabId;
  const common = panelPage(browser, { url: () => relay.tabUrl(tabId), reload: () => relay.reloadTab(tabId) });
  const tab = async (): Promise<InspectedTab> => ({ id: tabId, url: await common.page.url() });

  return {
    name: "firefox",
    ...common,
    cookies: {
      rules: "firefox",
      list: async (url) => relay.listCookies(await tab(), url),
      count: async (domain) => relay.countCookies(await tab(), domain),
      // Firefox compares permissions with ::1, but wants [::1] in the pattern.
      shows: (origin) => !new URL(origin).hostname.startsWith("["),
      landing: (path) => path,
      set: async (cookie) => relay.setCookie(await tab(), cookie),
      remove: async (cookie) => relay.removeCookie(await tab(), cookie),
      onChanged: (listener, signal) => onNotice(browser, "cookies-changed", listener, signal),
    },
    origins: {
      allowed: (origin) => relay.originAllowed(origin),
      async request(origin) {
        // A page in a tab, such as the options page, may ask for a permission itself.
        if (browser.permissions !== undefined) return browser.permissions.request({ origins: [hostPattern(origin)] });
        const answered = new AbortController();
        const closed = new Promise<void>((resolve) => onNotice(browser, "grant-closed", resolve, answered.signal));
        await relay.openGrantPage(await tab(), origin);
        await closed;
        answered.abort();
        return relay.originAllowed(origin);
      },
    },
    openOptions: () => void relay.openOptions(),
  };
}
