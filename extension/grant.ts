/** Asks for a host permission in a tab, because in Firefox neither a panel nor the background script may ask. */

import { browser } from "./platform/browser.ts";
import { hostPattern } from "./platform/origins.ts";
import { notify } from "./platform/relay.ts";

const { origin } = new URL(new URLSearchParams(location.search).get("origin") ?? "");
const element = (id: string) => document.getElementById(id)!;
const say = (id: string, message: string, ...parts: string[]) => {
  element(id).textContent = browser.i18n.getMessage(message, parts);
};

async function closeTab() {
  const tab = await browser.tabs.getCurrent();
  await browser.tabs.remove(tab.id!);
}

say("title", "grantTitle", origin);
say("reason", "grantReason");
say("allow", "grantAllow");
say("cancel", "grantCancel");
element("pattern").textContent = hostPattern(origin);

element("allow").addEventListener("click", async () => {
  if (await browser.permissions.request({ origins: [hostPattern(origin)] })) await closeTab();
  else say("outcome", "grantRefused");
});
element("cancel").addEventListener("click", closeTab);
// Whatever the user chooses, the waiting panel checks itself whether it has the permission.
addEventListener("pagehide", () => notify(browser, "grant-closed"));
