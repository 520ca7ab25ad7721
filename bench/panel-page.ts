/** Opens the built playground in a real Chromium, and measures the CPU time of the page's thread. */

import puppeteer, { type CDPSession, type Page } from "puppeteer-core";
import type { Playground } from "../extension/playground/playground.tsx";
import { servePlayground } from "../scripts/extension/serve-playground.ts";
import { findChromium } from "../scripts/test-setup/browsers.ts";

declare const window: { readonly playground: Playground };

/** Measures something in a fresh page. */
export type Measurement = (panel: PanelPage) => Promise<number>;

/** Milliseconds. A slow version of the panel may take minutes, and is still measured. */
const patience = 600_000;

/** A gesture that is measured on a panel with much in it, and on an almost empty one. */
export interface Subject {
  readonly name: string;
  readonly unit: string;
  readonly large: Measurement;
  readonly empty: Measurement;
}

export async function openPlayground() {
  const served = await servePlayground();
  const browser = await puppeteer.launch({
    executablePath: findChromium(),
    protocolTimeout: patience,
    args: ["--no-sandbox"],
  });
  return {
    async use(measure: Measurement): Promise<number> {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      await page.setViewport({ width: 1400, height: 700 });
      const panel = new PanelPage(page, await page.createCDPSession(), served.page);
      try {
        return await measure(panel);
      } finally {
        await page.close();
      }
    },
    async close(): Promise<void> {
      await browser.close();
      await served.close();
    },
  };
}

export class PanelPage {
  readonly page: Page;
  readonly #devtools: CDPSession;
  readonly #address: string;

  constructor(page: Page, devtools: CDPSession, address: string) {
    this.page = page;
    this.#devtools = devtools;
    this.#address = address;
  }

  /** From here on the browser counts the CPU time of the page's thread, whatever else the machine does. */
  async measuring(): Promise<void> {
    await this.#devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  }

  /** @param scenario of the playground that shows this tab. */
  async open(tab: "session" | "cookies" | "timeline" | "store", scenario: string = tab): Promise<void> {
    await this.measuring();
    await this.page.goto(`${this.#address}#${scenario}`);
    await this.page.waitForSelector(`.v-${tab} [role=row][tabindex='0']`);
  }

  /** Changes the session as the app would. Each value is the source of an expression, which is evaluated in the page. */
  async change(key: string, expression: string): Promise<void> {
    await this.page.evaluate(
      (name, source) => {
        const { server, sessionKey } = window.playground;
        // biome-ignore lint/security/noGlobalEval: a megabyte is made where it is used
        server.sessions.change(sessionKey, { [name]: eval(source) }, { method: "POST", path: "/bench" });
      },
      key,
      expression,
    );
    // A handle would keep its element alive, and with it everything drawn into it.
    await (await this.page.waitForSelector(`[data-path='${key}']`))!.dispose();
  }

  /** Chooses a key of the session and waits until its JSON stands in the pane. */
  async look(key: string, length: number): Promise<void> {
    const row = (await this.page.waitForSelector(`[data-path='${key}'] .val`))!;
    await row.click();
    await row.dispose();
    await this.page.waitForFunction((least) => (window.playground.jsonEditor()?.text.length ?? 0) >= least, {}, length);
  }

  /** Waits until the page has nothing left to run or draw. */
  rest = (): Promise<void> =>
    this.page.evaluate(
      () =>
        new Promise<void>((resolve) =>
          requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: 2000 })),
        ),
    );

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#devtools.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === name)!.value;
  }

  /** Milliseconds of CPU time that the page's thread has used. */
  async cost(act: () => Promise<unknown>): Promise<number> {
    await this.rest();
    const before = await this.#metric("TaskDuration");
    await act();
    await this.rest();
    return ((await this.#metric("TaskDuration")) - before) * 1000;
  }

  /** Bytes of the script heap after a garbage collection. */
  async heap(): Promise<number> {
    await this.rest();
    await this.#devtools.send("HeapProfiler.collectGarbage");
    return this.#metric("JSHeapUsedSize");
  }

  elements = (within: string): Promise<number> => this.page.$$eval(`${within} *`, (all) => all.length);
}
