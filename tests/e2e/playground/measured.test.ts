/**
 * Every state of the panel at every width, in both themes and both browsers' fonts, measured.
 * `npm test` takes four widths, `npm run test:long` all.
 */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { choose, press, rowOf } from "./cookie-words.ts";
import { faultsOfLayout } from "./measure.ts";
import { isAccessible, playgroundPages } from "./page.ts";
import { everythingAtOnce, Session } from "./session-words.ts";

const open = playgroundPages();

const fewWidths = [320, 400, 700, 1400];
const widths = process.env.WIDTHS === "all" ? [320, 400, 520, 700, 900, 1100, 1240, 1400, 1800] : fewWidths;
/** Each theme with the fonts of one browser. */
const looks = [
  { theme: "light", firefox: false },
  { theme: "dark", firefox: true },
] as const;

/** Every fault, with the widths and themes at which it is seen. */
async function measureAll(page: Page, atWidths: readonly number[], height: number): Promise<string[]> {
  const faults = new Map<string, string[]>();
  for (const { theme, firefox } of looks) {
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: theme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.evaluate((on) => document.documentElement.classList.toggle("is-firefox", on), firefox);
    for (const width of atWidths) {
      await page.setViewport({ width, height });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      for (const fault of await faultsOfLayout(page)) {
        faults.set(fault, [...(faults.get(fault) ?? []), `${width} ${theme}`]);
      }
    }
  }
  return [...faults].map(([fault, where]) => `${fault} (${where.join(", ")})`);
}

interface State {
  readonly name: string;
  /** Of the playground; `name` unless said. */
  readonly scenario?: string;
  readonly widths?: readonly number[];
  readonly height?: number;
  prepare?(page: Page): Promise<unknown>;
}

/** Popovers close when the panel changes its size. */
const popover = (name: string, scenario: string, prepare: State["prepare"]): readonly State[] =>
  [400, 700, 1400].map((width) => ({ name: `${name} at ${width}`, scenario, widths: [width], prepare }));

/** Shows the first row of the list in the detail. */
async function opened(page: Page): Promise<void> {
  await (await page.waitForSelector(".main [role=row][data-id], .cases [role=row][data-id]"))!.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".split.is-open .detail > *, .cases .details");
}

/** Cookies of other hosts come last, and move the rows below them. */
async function chooseCookie(page: Page, name: string): Promise<void> {
  await rowOf(page, "_ga");
  await choose(page, name);
}

const states: readonly State[] = [
  ...["session", "cookies", "big", "reconnecting", "undo", "options"].map((name) => ({ name })),
  ...["timeline", "snapshots", "store", "lab"].map((name) => ({ name, prepare: opened })),
  // One screen each, with little in it.
  ...[
    "no-session",
    "gone-session",
    "no-keys",
    "no-cookies",
    "no-page",
    "not-allowed",
    "no-endpoint",
    "endpoint-refuses",
    "endpoint-elsewhere",
    "token",
    "token-chosen",
    "token-exposed",
    "token-refused",
    "wrong-token",
    "token-locked",
    "version",
    "away",
  ].map((name) => ({ name, widths: fewWidths })),
  { name: "session in a short dock", scenario: "session", height: 320 },
  { name: "cookies in a short dock", scenario: "cookies", height: 320 },
  {
    name: "everything at once",
    scenario: "session",
    prepare: (page) => everythingAtOnce(new Session(page), true),
  },
  {
    name: "the history of a value",
    scenario: "session",
    async prepare(page) {
      const session = new Session(page);
      await session.row("visits");
      await session.change({ visits: 18 }, "/a/long/path/of/an/app/that/changes/it");
      await session.page.waitForSelector("[data-path=visits].m-chg");
      await session.select("visits");
      await page.click("::-p-aria([role='tab']) ::-p-text(History)");
      await session.reads("18 POST /a/long");
    },
  },
  {
    name: "a session that was flushed",
    scenario: "session",
    async prepare(page) {
      await new Session(page).row("visits");
      await press(page, "Flush");
      await new Session(page).reads("Flushed by");
    },
  },
  {
    name: "a refused cookie",
    scenario: "cookies",
    prepare: (page) => chooseCookie(page, "promo"),
  },
  {
    name: "a cookie's attributes",
    scenario: "cookies",
    async prepare(page) {
      await chooseCookie(page, "theme");
      await page.click("#cookie-tab-attributes");
    },
  },
  ...popover("adding a cookie", "cookies", async (page) => {
    await (await page.waitForSelector(".v-cookies .row[tabindex='0']"))!.focus();
    await page.keyboard.press("Insert");
    await page.waitForSelector(".cookie-pop");
  }),
  ...popover("adding a key", "session", async (page) => {
    await (await page.waitForSelector(".v-session .row[tabindex='0']"))!.focus();
    await page.keyboard.press("Insert");
    await page.waitForSelector(".pop");
  }),
  ...popover("the menu of a row", "session", async (page) => {
    await new Session(page).row("visits");
    await page.focus(".v-session .row[tabindex='0']");
    await new Session(page).press("Shift+F10");
    await page.waitForSelector("[role=menu]");
  }),
];

test.each(states)("$name", async ({ name, scenario = name, widths: at = widths, height = 700, prepare }) => {
  await open(scenario, { height, width: at.length === 1 ? at[0] : 1400 }, async (page) => {
    await page.waitForSelector(".panel, .options");
    await prepare?.(page);
    expect(await measureAll(page, at, height)).toEqual([]);
  });
});

test("the strip of facts is one line in a short dock, zoomed to 200 % as well", async () => {
  await open("session", { height: 320 }, async (page) => {
    await page.waitForSelector(".facts .f-exp");
    for (const width of [320, 400, 700, 1100, 1800]) {
      await page.setViewport({ width, height: 320 });
      const tops = await page.$$eval(".facts .fact", (facts) =>
        facts.filter((fact) => fact.checkVisibility()).map((fact) => Math.round(fact.getBoundingClientRect().top)),
      );
      expect(new Set(tops).size, `at ${width}`).toBe(1);
      expect((await page.$eval(".facts", (facts) => facts.clientHeight)) <= 28, `at ${width}`).toBe(true);
    }
  });
});

test.each(["timeline", "snapshots", "store", "lab"])(
  "%s is usable by everybody at twice its size, and says in forced colours what its colours say",
  async (scenario) => {
    await open(scenario, { width: 350, height: 350 }, async (page) => {
      await opened(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(350);
      await isAccessible(page);

      await page.setViewport({ width: 1400, height: 700 });
      const client = await page.createCDPSession();
      await client.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
      await isAccessible(page);
      const untold = await page.evaluate(() => {
        const shown = (selector: string) =>
          [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility());
        const colour = (name: string) => {
          const sample = document.body.appendChild(document.createElement("i"));
          sample.style.color = name;
          const { color } = getComputedStyle(sample);
          sample.remove();
          return color;
        };
        const outlined = (one: HTMLElement) => getComputedStyle(one).outlineStyle !== "none";
        return [
          ...shown(".badge, .chip, [role=tab][aria-selected=true], [role=row][aria-selected=true]").filter(
            (one) => !outlined(one),
          ),
          ...shown(".btn[aria-disabled=true]").filter((one) => getComputedStyle(one).color !== colour("GrayText")),
        ].map((one) => one.outerHTML.slice(0, 120));
      });
      expect(untold).toEqual([]);
    });
  },
);
