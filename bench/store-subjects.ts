/** The gestures that are measured in the Store tab, with 5,000 sessions in the store and with 61. */

import type { Measurement, PanelPage, Subject } from "./panel-page.ts";

const keys = 5;
const arrows = async (panel: PanelPage) =>
  (await panel.cost(async () => {
    for (let key = 0; key < keys; key++) await panel.page.keyboard.press("ArrowDown");
  })) / keys;

/** Sessions of the store, a page of which is listed. */
const stored =
  (scenario: "store" | "store-large", act: (panel: PanelPage) => Promise<number>): Measurement =>
  async (panel) => {
    await panel.open("store", scenario);
    await panel.page.focus(".v-store .session-list .row[tabindex='0']");
    return act(panel);
  };
const nextPage = (panel: PanelPage) =>
  panel.cost(async () => {
    await panel.page.click(".pager button:last-child");
    await panel.page.waitForFunction(
      () => document.querySelector(".pager .num")?.textContent?.startsWith("51") === true,
    );
  });

export const storeSubjects: readonly Subject[] = [
  {
    name: "5,000 sessions, arrow key",
    unit: "ms",
    large: stored("store-large", arrows),
    empty: stored("store", arrows),
  },
  {
    name: "5,000 sessions, next page",
    unit: "ms",
    large: stored("store-large", nextPage),
    empty: stored("store", nextPage),
  },
  {
    name: "5,000 sessions, in the table",
    unit: "elements",
    large: stored("store-large", (panel) => panel.elements(".session-list")),
    empty: stored("store", (panel) => panel.elements(".session-list")),
  },
];
