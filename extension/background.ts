/** Calls the APIs for Firefox's panels that their pages may not call. Holds no state: see platform/relay.ts. */

import { browser } from "./platform/browser.ts";
import { cookieJar, type InspectedTab } from "./platform/cookie-jar.ts";
import { hostPattern } from "./platform/origins.ts";
import { answerRelay, notify } from "./platform/relay.ts";

const storeOf = async ({ id }: InspectedTab) => {
  const { cookieStoreId } = await browser.tabs.get(id);
  return cookieStoreId ?? "firefox-default";
};
const jar = cookieJar(browser.cookies, storeOf, { namesAreBytes: true });

answerRelay(browser, {
  tabUrl: async (id) => (await browser.tabs.get(id)).url,
  reloadTab: (id) => browser.tabs.reload(id),
  listCookies: jar.list,
  countCookies: jar.count,
  setCookie: jar.set,
  removeCookie: jar.remove,
  originAllowed: (origin) => browser.permissions.contains({ origins: [hostPattern(origin)] }),
  async openGrantPage(tab, origin) {
    const page = browser.runtime.getURL("grant.html");
    await browser.tabs.create({ url: `${page}?${new URLSearchParams({ origin })}`, openerTabId: tab.id });
  },
  openOptions: () => browser.runtime.openOptionsPage(),
});

browser.cookies.onChanged.addListener(() => notify(browser, "cookies-changed"));
