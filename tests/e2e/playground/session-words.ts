/** Words for what a user does in the Session tab. */

import type { KeyInput, Page } from "puppeteer-core";
import { isAccessible, type PlaygroundWindow, playgroundPages, takePicture, type View } from "./page.ts";

declare const window: PlaygroundWindow;

/** Serves the playground's Session tab to the tests of a file. */
export function sessionPages() {
  const open = playgroundPages();
  return ({ scenario = "session", ...view }: View, use: (session: Session) => Promise<void>) =>
    open(scenario, view, async (page) => {
      await page.waitForSelector(".v-session .bar");
      await use(new Session(page));
    });
}

/** What is in the shop's cart. */
export const items = [
  { name: "Enamel mug, 350 ml", qty: 2, price: 14.5, options: { colour: "Sage", engraving: null } },
  { name: "Organic T-shirt, M", qty: 1, price: 24, options: { colour: "Ink" } },
  { name: "Linen tote", qty: 1, price: 18, options: {} },
];

/** The panel on the shop's session, with words for what a user does. */
export class Session {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Puts the focus on the row of a path: `cart.items[0].qty`. */
  async select(name: string): Promise<void> {
    const key = await this.row(name, ".key");
    await key.evaluate((cell) => cell.scrollIntoView({ block: "nearest" }));
    const box = (await key.boundingBox())!;
    await this.page.mouse.click(box.x + box.width - 4, box.y + 8);
  }
  async row(name: string, inside = "") {
    return (await this.page.waitForSelector(`[data-path='${name}'] ${inside}`))!;
  }
  rowText = (name: string) =>
    this.page.$eval(`[data-path='${name}']`, (row) => (row as HTMLElement).innerText.replace(/\s+/g, " "));
  hasRow = async (name: string) => (await this.page.$(`[data-path='${name}']`)) !== null;

  async press(...keys: string[]): Promise<void> {
    for (const combination of keys) {
      const [key, ...held] = combination.split("+").reverse() as KeyInput[];
      for (const modifier of held) await this.page.keyboard.down(modifier);
      await this.page.keyboard.press(key!);
      for (const modifier of held) await this.page.keyboard.up(modifier);
    }
  }
  type = (text: string) => this.page.keyboard.type(text);
  /** Finds a row by its first letters. All are sent without a pause: after a pause, typing begins a new word. */
  typeAhead = (letters: string) => Promise.all([...letters].map((key) => this.page.keyboard.press(key as KeyInput)));
  /** Replaces what the field with the focus holds. */
  async fill(text: string): Promise<void> {
    await this.press("Control+a");
    await this.type(text);
  }
  button = (name: string, within = "body") => this.page.click(`${within} ::-p-aria([name="${name}"][role="button"])`);
  item = (name: string) => this.page.click(`::-p-aria([name="${name}"][role="menuitem"])`);

  /** Waits until the page reads this, or no longer does. */
  reads = (text: string, yes = true) =>
    this.page.waitForFunction(
      (wanted, is) => document.body.innerText.replace(/\s+/g, " ").includes(wanted) === is,
      {},
      text,
      yes,
    );
  strip = (text: string) =>
    this.page.waitForFunction(
      (wanted) => document.querySelector(".undo .grow")?.textContent?.trim() === wanted,
      {},
      text,
    );
  /** Waits until the value that the server has at a key is this; undefined: no such key. */
  stored = (key: string, value: unknown) =>
    this.page.waitForFunction(
      (name, wanted) => {
        const { browser, server } = window.playground;
        const cookie = browser.jar().find((one) => one.name === "sessionid")?.value ?? "";
        return (server.sessions.live.get(cookie)?.entries.get(name)?.text ?? null) === wanted;
      },
      {},
      key,
      value === undefined ? null : JSON.stringify(value),
    );
  /** The app changes the session in a request. */
  change = (data: Record<string, unknown>, path = "/cart/add", gone: readonly string[] = []) =>
    this.page.evaluate(
      (set, to, keys) => {
        const { server, sessionKey } = window.playground;
        const deleted = Object.fromEntries(keys.map((key) => [key, undefined]));
        server.sessions.change(sessionKey, { ...set, ...deleted }, { method: "POST", path: to });
      },
      data,
      path,
      gone,
    );
  /** Waits until the JSON beside the tree has this in it. */
  readsJson = (part: string) =>
    this.page.waitForFunction((wanted) => window.playground.jsonEditor()?.text.includes(wanted) === true, {}, part);
  json = () => this.page.evaluate(() => window.playground.jsonEditor()!.text);
  /** Puts the cursor into the JSON beside the tree. */
  async intoJson(from: number, to = from): Promise<void> {
    await this.page.waitForFunction(() => window.playground.jsonEditor() !== null);
    await this.page.evaluate((start, end) => window.playground.jsonEditor()!.select(start, end), from, to);
  }
  /** Selects what stands in the JSON beside the tree, and types over it. */
  async replaceJson(part: string, to: string): Promise<void> {
    await this.readsJson(part);
    const at = (await this.json()).indexOf(part);
    await this.intoJson(at, at + part.length);
    await this.type(to);
  }
  picture = (name: string) => takePicture(this.page, `session-${name}`);
  focus = () =>
    this.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.closest("[data-path]")?.getAttribute("data-path") ?? activeElement?.tagName;
    });
  focusIs = (name: string) =>
    this.page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-path") === wanted, {}, name);
  accessible = () => isAccessible(this.page);
}

/** The scene of the design: an invalid edit, a highlight, a conflict, an unsaved JSON edit. */
export async function everythingAtOnce(session: Session, wide: boolean): Promise<void> {
  for (const name of ["cart", "cart.items", "cart.items[0]"]) {
    await session.select(name);
    await session.press("ArrowRight");
  }
  await session.select("cart.coupon");
  await session.press("Enter");
  await session.fill('"SPRING25"');
  await session.change({ cart: { items, coupon: "WELCOME10" } }, "/cart/coupon");
  await session.row("cart.coupon", ".edit");
  await session.page.waitForFunction(() => document.querySelector("[data-path='cart.coupon'].m-edit") !== null);
  await session.press("Enter");
  await session.reads("Keep theirs");
  await session.select("visits");
  await session.press("Enter");
  await session.type(", 18");
  await session.press("Enter");
  await session.reads("at position 3.");
  await session.select("cart.items[0]");
  await session.change({
    cart: { items: [{ ...items[0], qty: 3 }, ...items.slice(1)], coupon: "WELCOME10" },
  });
  await session.row("cart.items[0].qty", wide ? ".by" : ".under");
  await session.page.waitForFunction(
    () => document.querySelector("[data-path='cart.items[0].qty']")?.classList.contains("m-chg") ?? false,
  );
  if (!wide) return;
  await session.replaceJson("14.5", "12.9");
  await session.reads("1 line changed,");
}
