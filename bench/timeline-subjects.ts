/** The Timeline tab at size: 10,000 requests in the list. */

import type { Playground } from "../extension/playground/playground.tsx";
import type { Measurement, PanelPage, Subject } from "./panel-page.ts";

declare const window: { readonly playground: Playground };

const keys = 5;

/** So many requests of the browser's session, each of which changes it. */
async function open(panel: PanelPage, count: number): Promise<void> {
  await panel.open("timeline");
  await panel.page.evaluate((wanted) => {
    const { server, sessionKey } = window.playground;
    server.sessions.timeline.limits.entries = wanted;
    for (let at = 0; at < wanted; at++) {
      server.sessions.change(sessionKey, { step: at }, { method: "POST", path: `/bench/${at % 100}` });
    }
  }, count);
  await panel.page.waitForFunction(
    (least) => Number(document.querySelector(".request-list [role=grid]")?.ariaRowCount) > least,
    { timeout: 60_000 },
    count,
  );
  await panel.page.focus(".v-timeline .row[tabindex='0']");
}

const at =
  (count: number, act: (panel: PanelPage) => Promise<number>): Measurement =>
  async (panel) => {
    await open(panel, count);
    return act(panel);
  };

const arrows = async (panel: PanelPage) =>
  (await panel.cost(async () => {
    for (let key = 0; key < keys; key++) await panel.page.keyboard.press("ArrowUp");
  })) / keys;

const filtering = async (panel: PanelPage) => {
  await panel.page.keyboard.press("/");
  const word = "bench";
  return (
    (await panel.cost(async () => {
      for (const letter of word) await panel.page.keyboard.press(letter as "b");
    })) / word.length
  );
};

/** One request after the other arrives and is drawn. */
const arrivals = async (panel: PanelPage) =>
  (await panel.cost(() =>
    panel.page.evaluate(async (times) => {
      const { server, sessionKey } = window.playground;
      for (let at = 0; at < times; at++) {
        const path = `/arrived/${at}`;
        server.sessions.change(sessionKey, { step: -at }, { method: "POST", path });
        while (document.querySelector(`.request-list .path[title="${path}"]`) === null) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      }
    }, keys),
  )) / keys;

const elements = (panel: PanelPage) => panel.elements(".request-list .table");

const subject = (what: string, unit: string, act: (panel: PanelPage) => Promise<number>): Subject => ({
  name: `10,000 requests, ${what}`,
  unit,
  large: at(10_000, act),
  empty: at(1, act),
});

export const timelineSubjects: readonly Subject[] = [
  subject("arrow key", "ms", arrows),
  subject("key in the filter", "ms", filtering),
  subject("another one arrives", "ms", arrivals),
  subject("in the table", "elements", elements),
];
