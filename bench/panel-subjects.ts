/** The gestures that are measured, each on a panel with much in it and on an almost empty one. */

import type { Playground } from "../extension/playground/playground.tsx";
import type { Measurement, PanelPage, Subject } from "./panel-page.ts";
import { storeSubjects } from "./store-subjects.ts";
import { timelineSubjects } from "./timeline-subjects.ts";

declare const window: { readonly playground: Playground };

/** A value, as the source of an expression, and the least length of its JSON in the pane. */
interface Value {
  readonly source: string;
  readonly length: number;
}
const small: Value = { source: "({ id: 1 })", length: 10 };
const megabyte: Value = {
  source: "Array.from({ length: 9000 }, (_, id) => ({ id, name: 'Item ' + id, text: 'x'.repeat(60), price: id / 4 }))",
  length: 1_000_000,
};
const longString: Value = { source: "'word '.repeat(200_000)", length: 1_000_000 };
const largeIntegers: Value = {
  source: "Array.from({ length: 20000 }, (_, id) => 4503599627370496 + id * 8)",
  length: 300_000,
};
const many: Value = { source: "Array.from({ length: 400000 }, () => 1)", length: 0 };
const tiny: Value = { source: "Array.from({ length: 49000 }, () => 1)", length: 0 };

const keys = 5;
async function typeInto({ page }: PanelPage, times: number): Promise<void> {
  for (let key = 0; key < times; key++) await page.keyboard.press("1");
}
async function openPane(panel: PanelPage, { source, length }: Value): Promise<void> {
  await panel.open("session");
  await panel.change("big", source);
  await panel.look("big", length);
  await panel.page.evaluate(() => {
    const editor = window.playground.jsonEditor()!;
    // After the last digit or letter.
    editor.select(editor.text.lastIndexOf(editor.text.match(/\w(?=\W*$)/)![0]) + 1);
  });
}
const firstKey =
  (value: Value): Measurement =>
  async (panel) => {
    await openPane(panel, value);
    return panel.cost(() => typeInto(panel, 1));
  };
/** Types one key, then waits for the check that follows when typing stops. */
const firstCheck =
  (value: Value): Measurement =>
  async (panel) => {
    await openPane(panel, value);
    return panel.cost(async () => {
      await typeInto(panel, 1);
      await panel.page.waitForSelector(".detail .foot .primary");
    });
  };
const laterKeys =
  (value: Value): Measurement =>
  async (panel) => {
    await openPane(panel, value);
    await typeInto(panel, 1);
    return (await panel.cost(() => typeInto(panel, keys))) / keys;
  };

async function openCookies(panel: PanelPage, count: number): Promise<void> {
  await panel.open("cookies");
  await panel.page.evaluate((wanted) => {
    const { browser } = window.playground;
    for (const { name } of browser.jar()) browser.dropCookie(name);
    for (let at = 0; at < wanted; at++) browser.putCookie({ name: `cookie_${at}`, value: `value ${at}` });
  }, count);
  await panel.page.waitForSelector(`[aria-rowcount='${count + 2}'], [aria-rowcount='${count + 1}']`);
  await panel.page.focus(".v-cookies .row[tabindex='0']");
}
const cookies =
  (count: number, act: (panel: PanelPage) => Promise<number>): Measurement =>
  async (panel) => {
    await openCookies(panel, count);
    return act(panel);
  };
const arrows = async (panel: PanelPage) =>
  (await panel.cost(async () => {
    for (let key = 0; key < keys; key++) await panel.page.keyboard.press("ArrowDown");
  })) / keys;
const filtering = async (panel: PanelPage) => {
  await panel.page.keyboard.press("/");
  return (
    (await panel.cost(async () => {
      for (const letter of "cooki") await panel.page.keyboard.press(letter as "c");
    })) / keys
  );
};

/** A session of a thousand keys, which then change one after the other. */
async function fill({ page }: PanelPage): Promise<void> {
  await page.evaluate(() => {
    const { server, sessionKey } = window.playground;
    const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key_${at}`, { at, name: `Item ${at}` }]));
    server.sessions.change(sessionKey, keys, { method: "POST", path: "/bench" });
  });
  await page.waitForSelector("[aria-rowcount='1011']");
}

/** Milliseconds during which changes arrive. */
const watched = 4000;
const busy =
  (perSecond: number): Measurement =>
  async (panel) => {
    await panel.open("session");
    if (perSecond > 0) await fill(panel);
    const cost = await panel.cost(() =>
      panel.page.evaluate(
        (rate, time) =>
          new Promise<void>((resolve) => {
            const { server, sessionKey } = window.playground;
            const began = performance.now();
            let done = 0;
            const timer = setInterval(() => {
              const due = ((performance.now() - began) / 1000) * rate;
              for (; done < due; done++) {
                server.sessions.change(
                  sessionKey,
                  { [`key_${done % 1000}`]: done },
                  { method: "POST", path: "/bench" },
                );
              }
              if (performance.now() - began < time) return;
              clearInterval(timer);
              resolve();
            }, 20);
          }),
        perSecond,
        watched,
      ),
    );
    return (cost / watched) * 100;
  };

const levels = 25;
const nest = `Array.from({ length: ${levels} }).reduce((inner) => ({ a_name_of_a_level: inner, id: 1 }), 1)`;
const nested =
  (depth: number): Measurement =>
  async (panel) => {
    await panel.open("session");
    await panel.change("nested", nest);
    await panel.look("nested", 10);
    await panel.page.focus("[data-path='nested']");
    return (
      (await panel.cost(async () => {
        for (let level = 0; level < depth; level++) {
          await panel.page.keyboard.press("ArrowRight");
          await panel.page.keyboard.press("ArrowRight");
        }
      })) / depth
    );
  };
/** Pixels of the narrowest long name. */
const nameWidth =
  (depth: number): Measurement =>
  async (panel) => {
    await nested(depth)(panel);
    return panel.page.$$eval(".tree .row .k", (names) =>
      Math.min(
        ...names.filter((name) => name.textContent!.length > 10).map((name) => name.getBoundingClientRect().width),
      ),
    );
  };

const changes = 20;
const kept =
  (value: Value): Measurement =>
  async (panel) => {
    await panel.open("session");
    await panel.change("big", value.source);
    await panel.look("big", value.length);
    const before = await panel.heap();
    for (let change = 1; change <= changes; change++) {
      await panel.change("big", `[${change}, ...[${value.source}].flat()]`);
      await panel.page.waitForFunction(
        (first) => window.playground.jsonEditor()?.text.startsWith(first) === true,
        {},
        `[\n  ${change},`,
      );
    }
    // What was just said of changes is let go when it is no longer shown.
    await panel.page.waitForFunction(() => document.querySelector(".tree .m-chg") === null);
    return ((await panel.heap()) - before) / changes / 1024;
  };

const shown =
  (value: Value, measured: "heap" | "time"): Measurement =>
  async (panel) => {
    await panel.open("session");
    const before = await panel.heap();
    const time = await panel.cost(async () => {
      await panel.change("big", value.source);
      await panel.look("big", value.length);
      await panel.page.keyboard.press("ArrowRight");
      await panel.page.waitForSelector("[data-path='big[0]'], [data-path='big.id']");
    });
    return measured === "time" ? time : ((await panel.heap()) - before) / 1024 / 1024;
  };

export const subjects: readonly Subject[] = [
  { name: "first key in the JSON pane, 1 MB", unit: "ms", large: firstKey(megabyte), empty: firstKey(small) },
  {
    name: "first key in the JSON pane and its check, 1 MB",
    unit: "ms",
    large: firstCheck(megabyte),
    empty: firstCheck(small),
  },
  { name: "key in the JSON pane, 1 MB", unit: "ms", large: laterKeys(megabyte), empty: laterKeys(small) },
  { name: "key in the JSON pane, 1 MB in one line", unit: "ms", large: laterKeys(longString), empty: laterKeys(small) },
  {
    name: "key in the JSON pane, 20,000 large integers",
    unit: "ms",
    large: laterKeys(largeIntegers),
    empty: laterKeys(small),
  },
  { name: "500 cookies, arrow key", unit: "ms", large: cookies(500, arrows), empty: cookies(1, arrows) },
  { name: "500 cookies, key in the filter", unit: "ms", large: cookies(500, filtering), empty: cookies(1, filtering) },
  {
    name: "500 cookies, in the table",
    unit: "elements",
    large: cookies(500, (panel) => panel.elements(".table")),
    empty: cookies(1, (panel) => panel.elements(".table")),
  },
  ...timelineSubjects,
  ...storeSubjects,
  { name: "50 changes a second, thread busy", unit: "%", large: busy(50), empty: busy(0) },
  { name: "25 levels, open one", unit: "ms", large: nested(levels), empty: nested(1) },
  { name: "25 levels, narrowest name", unit: "px", large: nameWidth(levels), empty: nameWidth(2) },
  { name: "1 MB that changes, kept of each", unit: "kB", large: kept(megabyte), empty: kept(small) },
  { name: "49,000 items, show and open", unit: "ms", large: shown(tiny, "time"), empty: shown(small, "time") },
  { name: "400,000 items, show and open", unit: "ms", large: shown(many, "time"), empty: shown(small, "time") },
  { name: "49,000 items, heap", unit: "MB", large: shown(tiny, "heap"), empty: shown(small, "heap") },
];
