/** The panel by keyboard alone: keys, commands of toolbars and menus, and where the focus is, in words. */

import type { KeyInput, Page } from "puppeteer-core";
import { expect } from "vitest";
import { playgroundPages, type View } from "./page.ts";

/** Opens the panel for the tests of a file. */
export function keyboardPages() {
  const open = playgroundPages();
  return ({ scenario = "session", ...view }: View, use: (walk: Walk) => Promise<void>) =>
    open(scenario, view, async (page) => {
      page.setDefaultTimeout(10_000);
      // A headless browser cannot ask for the clipboard permission.
      await page.evaluate(() => {
        navigator.clipboard.writeText = async (text) => {
          document.body.dataset.copied = text;
        };
      });
      await page.waitForSelector(".view:not(.is-behind) [role=row][tabindex='0']");
      await use(new Walk(page));
    });
}

export class Walk {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Presses keys such as "Control+z" one after the other. Anything that is no keyboard key is typed as text. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const combination of keys) {
      const [key, ...held] = combination.split("+").reverse() as KeyInput[];
      if (isKey(combination)) {
        for (const modifier of held) await this.page.keyboard.down(modifier);
        await this.page.keyboard.press(key!);
        for (const modifier of held) await this.page.keyboard.up(modifier);
      } else await this.page.keyboard.type(combination);
      await this.drawn();
    }
  }

  private drawn = () => this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

  /** Where the focus is: `row cart.items`, `button Undo`, `textbox Name`; `body` where it is lost. */
  at(): Promise<string> {
    return this.page.evaluate(() => {
      const outer = document.activeElement;
      const element = outer?.shadowRoot?.activeElement ?? outer;
      if (!(element instanceof HTMLElement) || element === document.body) return "body";
      if (!element.checkVisibility() || outer!.closest("[inert]") !== null) return "hidden";
      const { path } = element.dataset;
      if (element.role === "row") return `row ${path ?? element.querySelector(".name")?.textContent}`;
      const kinds: Readonly<Record<string, string>> = {
        textarea: "textbox",
        select: "combobox",
        a: "link",
        pre: "text",
      };
      const kind = element instanceof HTMLInputElement ? element.type : element.localName;
      const role = element.role ?? kinds[kind] ?? (kind === "search" || kind === "password" ? "text" : kind);
      const label = (element as HTMLInputElement).labels?.[0]?.textContent;
      const name = element.ariaLabel ?? label ?? element.textContent;
      return `${role === "text" ? "textbox" : role} ${name.replace(/\s+/g, " ").trim()}`;
    });
  }

  /** Waits until the focus is there: by its beginning, so that counts and durations may follow. */
  async is(place: string): Promise<void> {
    const open = () => this.page.$$eval("[popover], dialog, .undo", (all) => all.map((one) => one.textContent));
    await expect
      .poll(async () => (await this.at()).slice(0, place.length), { timeout: 8000 })
      .toBe(place)
      .catch(async (error: Error) => {
        throw new Error(`It is at ${await this.at()}, not at ${place}. Open: ${await open()}`, { cause: error });
      });
  }

  /** Presses keys; afterwards the focus is there. */
  async goes(place: string, ...keys: readonly string[]): Promise<void> {
    await this.press(...keys);
    await this.is(place);
  }

  /** Presses Tab, or another key, until the focus is there. */
  async until(place: string, key = "Tab"): Promise<void> {
    const passed: string[] = [];
    while (!(await this.at()).startsWith(place)) {
      if (passed.length > 60) throw new Error(`${key} never came to ${place}, only to: ${passed.join(" · ")}`);
      await this.press(key);
      passed.push(await this.at());
    }
  }

  /** From wherever the focus is in the tab to a button of its toolbar. */
  async toolbar(name: string): Promise<void> {
    await this.toPane("[role=toolbar]");
    await this.until("button", "Shift+Tab");
    await this.press("Home");
    await this.until(`button ${name}`, "ArrowRight");
  }
  /** To the row of the list that is the current one. */
  async list(): Promise<void> {
    await this.toPane(".main");
  }
  /** To the chosen tab of the detail pane. */
  async detail(): Promise<void> {
    await this.toPane(".detail");
  }
  private async toPane(selector: string): Promise<void> {
    const inside = () => this.page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector);
    for (let tries = 0; tries < 8; tries++) {
      await this.press("F6");
      if (await inside()) return;
    }
    throw new Error(`F6 never came to ${selector}; it is at ${await this.at()}`);
  }

  /** Opens the menu of the current row and presses the item. */
  async item(name: string): Promise<void> {
    await this.goes("menuitem", "Shift+F10");
    await this.choose(name);
  }
  /** Presses the item of the menu that is open. */
  async choose(name: string): Promise<void> {
    await this.is("menuitem");
    for (let tries = 0; !(await this.at()).replace(/^menuitem\w* /, "").startsWith(name); tries++) {
      if (tries > 30) throw new Error(`The menu has no ${name}; it is at ${await this.at()}`);
      await this.press("ArrowDown");
    }
    await this.press("Enter");
  }

  /** Waits until the undo strip says this. */
  says = (sentence: string) =>
    this.page.waitForFunction(
      (wanted) => document.querySelector(".undo .grow")?.textContent?.startsWith(wanted),
      {},
      sentence,
    );
  /** Waits until the page reads this, or no longer does. */
  reads = (text: string, yes = true) =>
    this.page.waitForFunction(
      (wanted, is) => document.body.innerText.replace(/\s+/g, " ").includes(wanted) === is,
      {},
      text,
      yes,
    );

  /**
   * Walks with Tab from here round to here, and with the arrows over each toolbar, head and row of tabs on the way;
   * gives the controls in sight that were never reached. What rows of lists offer is asked of the current row only.
   */
  async unreached(): Promise<readonly string[]> {
    await this.page.evaluate(() => {
      for (const one of document.querySelectorAll<HTMLElement>("[data-walked]")) delete one.dataset.walked;
    });
    const mark = () =>
      this.page.evaluate(() => {
        const { activeElement: at } = document;
        if (!(at instanceof HTMLElement) || at === document.body) return "out";
        if (at.dataset.walked !== undefined) return "again";
        at.dataset.walked = "";
        return at.closest("[role=toolbar] button, .head") !== null ? "arrows" : "new";
      });
    // Three times round to the same place, or out of the page: there is no more.
    for (let left = 3, steps = 0; left > 0 && steps < 200; steps++) {
      const found = await mark();
      if (found === "again" || found === "out") left--;
      if (found === "arrows") {
        // In the head of a table Home goes to its first row.
        if (!(await this.at()).startsWith("checkbox")) await this.press("Home");
        for (let next = await mark(), turns = 0; turns < 3; next = await mark()) {
          if (next === "again") turns++;
          await this.press("ArrowRight");
        }
      }
      await this.press("Tab");
    }
    return this.page.evaluate(() => {
      const open = [...document.querySelectorAll("[popover]")].find((one) => one.matches(":popover-open"));
      const scope = open ?? document.body;
      const controls = scope.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, [tabindex='0'], .json-editor",
      );
      return [...controls]
        .filter(
          (one) =>
            one.checkVisibility() &&
            one.closest("[inert]") === null &&
            one.dataset.walked === undefined &&
            one.ariaDisabled !== "true" &&
            // Arrows, Space and the menu of a row do the same.
            !one.matches(".chev, [role=tab], [type=radio]:not(:checked), .c-tick input, [role=treegrid] .sort") &&
            one.closest("[role=row]:not(.head, [tabindex='0'])") === null,
        )
        .map((one) => `${one.localName} ${one.ariaLabel ?? one.textContent}`);
    });
  }
}

const named = new Set(
  "Tab Enter Escape Home End PageDown PageUp Space Delete Insert F2 F6 F10 ArrowUp ArrowDown ArrowLeft ArrowRight".split(
    " ",
  ),
);
const isKey = (text: string) => /^(Control|Shift|Alt)\+/.test(text) || named.has(text) || [...text].length === 1;
