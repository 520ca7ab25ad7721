/** What scenarios and the tour call the parts of the panel and of the demo app. */

import type { TestBrowser } from "./browser.ts";
import type { Target } from "./target.ts";
import type { View } from "./view.ts";

export const button = (name: string, within?: Target): Target => ({ role: "button", name, within });
export const menuItem = (name: string): Target => ({ role: "menuitem", name });
/** @param id of the tab, as in its `tab.ts`. */
export const tab = (id: string): Target => `#tab-tab-${id}`;
/** The row of a key, or of a cookie. */
export const row = (name: string): Target => ({ role: "row", containing: name });
export const undoStrip = ".undo";

/** A sign-in as a visitor does it, seen on the page. */
export async function signIn({ page, goto }: TestBrowser, shop: string, name = "Ada Lovelace"): Promise<void> {
  await goto(`${shop}/login`);
  await page.fill("#name", name);
  await page.click("#sign-in");
  await page.reads(name, "#user-name");
}

/** Opens the value of a key for editing, and types over it. */
export async function typeOver(panel: View, key: string, json: string): Promise<void> {
  // A row that was removed stays struck out for a moment; when it goes, those below it move.
  await panel.gone(".row.is-gone");
  await panel.click(row(key), 2);
  await panel.fill({ role: "textbox", name: `Value of ${key}` }, json);
}

export async function editValue(panel: View, key: string, json: string): Promise<void> {
  await typeOver(panel, key, json);
  await panel.press("Enter");
  await panel.gone({ role: "textbox", name: `Value of ${key}` });
}

/** By the form of "Add key". */
export async function addKey(panel: View, name: string, json: string): Promise<void> {
  await panel.click(button("Add key"));
  const form: Target = { role: "dialog" };
  await panel.fill({ selector: "#add-name", within: form }, name);
  await panel.fill({ selector: "#add-value", within: form }, json);
  await panel.click(button("Add key", form));
  await panel.gone(form);
}

/** In the Snapshots tab. */
export async function takeSnapshot(panel: View, name: string): Promise<void> {
  await panel.click(button("Take snapshot"));
  const field: Target = { role: "textbox", name: "Name of the snapshot" };
  await panel.fill(field, name);
  await panel.press("Enter");
  await panel.gone(field);
  await panel.find(row(name));
}
