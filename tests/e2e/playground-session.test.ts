/** The Session tab on its playground: every way to change a session, by mouse and keyboard, and what it looks like. */

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { KeyInput, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Playground } from "../../extension/panel/playground.tsx";
import { type PlaygroundServer, servePlayground } from "./playground-server.ts";

declare const window: { playground: Playground; axe: { run(): Promise<AxeResults> } };

const pictures = fileURLToPath(new URL("../../artifacts/playground", import.meta.url));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let served: PlaygroundServer;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  served = await servePlayground();
});
afterAll(() => served?.close());

interface View {
  readonly scenario?: string;
  readonly theme?: "light" | "dark";
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly motion?: boolean;
}

/** The panel on the shop's session, with words for what a user does. */
class Session {
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
  picture = (name: string) => this.page.screenshot({ path: join(pictures, `session-${name}.png`) });
  focus = () =>
    this.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.closest("[data-path]")?.getAttribute("data-path") ?? activeElement?.tagName;
    });
  focusIs = (name: string) =>
    this.page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-path") === wanted, {}, name);
  /** Nobody is left out: axe finds nothing. */
  async accessible(): Promise<void> {
    await this.page.addScriptTag({ path: axe });
    const { violations } = await this.page.evaluate(() => window.axe.run());
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  }
}

async function at(view: View, use: (session: Session) => Promise<void>): Promise<void> {
  const page = await served.browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await page.setViewport({ width: view.width ?? 1400, height: view.height ?? 700 });
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: view.theme ?? "light" },
      { name: "prefers-reduced-motion", value: view.motion ? "no-preference" : "reduce" },
    ]);
    await page.goto(served.address(view.scenario ?? "session", view.query));
    await page.waitForFunction(() => "playground" in window && document.querySelector(".v-session .bar") !== null);
    await use(new Session(page));
    expect(errors).toEqual([]);
  } finally {
    await page.close();
  }
}

const items = [
  { name: "Enamel mug, 350 ml", qty: 2, price: 14.5, options: { colour: "Sage", engraving: null } },
  { name: "Organic T-shirt, M", qty: 1, price: 24, options: { colour: "Ink" } },
  { name: "Linen tote", qty: 1, price: 18, options: {} },
];

/** The scene of the design: an invalid edit, a flash, a conflict, an unsaved JSON edit. */
async function everythingAtOnce(session: Session, wide: boolean): Promise<void> {
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
  await session.page.$eval(".json-editor textarea", (field) => {
    field.focus();
    const from = field.value.indexOf("14.5");
    field.setSelectionRange(from, from + 4);
  });
  await session.type("12.9");
  await session.reads("1 line changed,");
}

const looks: readonly [name: string, view: View][] = [
  ["1400-light", {}],
  ["1400-dark", { theme: "dark" }],
  ["900-dark", { theme: "dark", width: 900, height: 640 }],
  ["420-light", { width: 420, height: 900 }],
  ["420-dark", { theme: "dark", width: 420, height: 900 }],
  ["1100-firefox-dark", { theme: "dark", width: 1100, height: 320, query: "browser=firefox" }],
];
test.each(looks)("everything at once, %s: can be used by everybody, nothing sticks out", async (name, view) => {
  await at(view, async (session) => {
    await everythingAtOnce(session, (view.width ?? 1400) >= 700);
    await session.picture(`edits-${name}`);
    await session.accessible();
    const width = await session.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(view.width ?? 1400);
  });
});

describe("editing", () => {
  test("a value by keyboard: Enter, type, Enter; Ctrl+Z takes it back, Ctrl+Shift+Z does it again", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("18");
      await session.press("Enter");
      await session.strip("Set visits to 18.");
      await session.stored("visits", 18);
      await session.focusIs("visits");
      await session.press("Control+z");
      await session.stored("visits", 17);
      await session.strip("Set visits back to 17.");
      await session.press("Control+Shift+Z");
      await session.stored("visits", 18);
    });
  });

  test("a double click edits; Tab goes on to the next value, Esc gives up", async () => {
    await at({}, async (session) => {
      const box = (await (await session.row("user_id", ".val")).boundingBox())!;
      await session.page.mouse.click(box.x + 20, box.y + 8, { count: 2 });
      await session.fill("43");
      await session.press("Tab");
      await session.stored("user_id", 43);
      expect(await session.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
        "Value of user_name",
      );
      await session.type("garbage");
      await session.press("Escape");
      await session.focusIs("user_name");
      expect(await session.rowText("user_name")).toContain('"Ada Lovelace"');
    });
  });

  test("what is not JSON is refused with position and reason, marked from there, and can be saved as a string", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("17, 18");
      // Told without Enter, a moment after the last key.
      await session.reads("Not JSON: unexpected “,” at position 3. Save as string");
      expect(await session.page.$eval(".squiggle", (mark) => mark.textContent)).toBe(", 18");
      const field = await session.page.$eval("[data-path=visits] input", (input) => [
        input.getAttribute("aria-invalid"),
        document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent,
      ]);
      expect(field).toEqual(["true", "Not JSON: unexpected “,” at position 3."]);
      await session.press("Enter");
      await session.reads("1 invalid");
      await session.stored("visits", 17);
      await session.press("Control+Enter");
      await session.stored("visits", "17, 18");
    });
  });

  test("a key is renamed with F2; a name that is taken is refused", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.press("ArrowRight", "F2");
      await session.fill("visits");
      await session.press("Enter");
      await session.reads("“visits” exists. Choose another name.");
      await session.fill("basket");
      await session.press("Enter");
      await session.strip("Renamed cart to basket.");
      await session.stored("cart", undefined);
      await session.focusIs("basket");
      expect(await session.hasRow("basket.items")).toBe(true);
      await session.button("Undo", ".undo");
      await session.row("cart");
    });
  });

  test("rows are selected with Shift, deleted with Delete, and come back", async () => {
    await at({}, async (session) => {
      await session.select("user_id");
      await session.press("Shift+ArrowDown", "Shift+ArrowDown");
      expect(await session.page.$$eval(".tree [aria-selected=true]", (rows) => rows.length)).toBe(3);
      await session.press("Delete");
      await session.strip("Deleted 3 keys.");
      await session.stored("user_name", undefined);
      await session.press("Control+z");
      await session.stored("user_name", "Ada Lovelace");
      await session.row("remember_me");
    });
  });

  test("adding: the form refuses, explains, and adds; Insert adds beside the row", async () => {
    await at({}, async (session) => {
      await session.button("Add key");
      await session.fill("cart");
      await session.reads("“cart” exists. Choose another name.");
      await session.fill("tier");
      await session.press("Tab");
      await session.type('{"level": "gold", "since": 2024');
      await session.reads("Not JSON: it ends too early, at position 32.");
      await session.type("}");
      await session.reads("dict, 2 keys, 29 B.");
      await session.accessible();
      await session.picture("add-1400");
      await session.press("Control+Enter");
      await session.strip("Added tier.");
      await session.stored("tier", { level: "gold", since: 2024 });
      await session.focusIs("tier");
      await session.press("ArrowRight", "Insert");
      await session.reads("Add to tier");
      await session.type("note");
      await session.press("Tab");
      await session.type("without quotes");
      await session.press("Control+Enter");
      await session.stored("tier", { level: "gold", since: 2024, note: "without quotes" });
      await session.focusIs("tier.note");
      await session.press("Control+d");
      await session.row("tier.note_copy");
    });
  });

  test("the JSON pane: lines, faults, Ctrl+S, and another's change beside it survives", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.press("ArrowRight");
      await session.select("cart.items");
      await session.press("ArrowRight");
      await session.select("cart.items[1]");
      const replace = (from: string, to: string) =>
        session.page
          .$eval(
            ".json-editor textarea",
            (field, text) => {
              field.focus();
              const start = field.value.indexOf(text);
              field.setSelectionRange(start, start + text.length);
            },
            from,
          )
          .then(() => session.type(to));
      await replace("24,", "24 ");
      await session.reads('Not JSON: unexpected “"” at line 5, column 3.');
      expect(await session.page.$eval(".foot .primary", (button) => (button as HTMLButtonElement).disabled)).toBe(true);
      await replace("24 ", "22.5,");
      await session.reads("1 line changed, not saved");
      await session.select("visits");
      await session.reads("Not saved: cart.items[1]");
      await session.button("Not saved: cart.items[1]");
      await session.reads("1 line changed, not saved");
      await session.change({ cart: { items: [items[0], { ...items[1], qty: 9 }, items[2]], coupon: null } });
      await session.row("cart.items[1]", "");
      await session.page.focus(".json-editor textarea");
      await session.press("Control+s");
      await session.stored("cart", { items: [items[0], { ...items[1], qty: 9, price: 22.5 }, items[2]], coupon: null });
      await session.reads("not saved", false);
    });
  });
});

describe("values that are not simply there", () => {
  test("a string says what is encoded in it", async () => {
    await at({}, async (session) => {
      await session.change({ token: btoa(JSON.stringify({ sub: "42", scope: ["cart"] })) });
      await session.select("token");
      await session.page.click("::-p-aria([name='Decoded'][role='tab'])");
      await session.reads("base64 JSON");
      const decoded = await session.page.$eval(".detail textarea", (field) => field.value);
      expect(JSON.parse(decoded)).toEqual({ sub: "42", scope: ["cart"] });
      await session.accessible();
    });
  });

  test("what the server hides has a padlock and nothing that could be done to it", async () => {
    await at({}, async (session) => {
      await session.select("api_token");
      expect(await session.page.$eval("[data-path=api_token] .g", (glyph) => glyph.getAttribute("aria-label"))).toBe(
        "hidden by the server",
      );
      await session.press("Enter", "F2", "Delete");
      expect(await session.page.$("[data-path=api_token] :is(input, .acts)")).toBeNull();
      expect(await session.hasRow("api_token")).toBe(true);
    });
  });

  test("what was cut short is loaded whole when somebody looks at it", async () => {
    await at({ scenario: "big" }, async (session) => {
      await session.row("key_0000");
      await session.select("key_0000");
      await session.press("End");
      await session.focusIs("long_text");
      await session.page.waitForFunction(
        () => document.querySelector<HTMLTextAreaElement>(".json-editor textarea")?.value.length === 28 * 4000 + 2,
      );
      await session.press("Home");
      await session.type("long");
      await session.focusIs("long_text");
      expect(await session.rowText("long_text")).toContain("112 kB");
    });
  });

  test("a value that is removed while it is typed keeps its row and what is typed", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("18");
      await session.change({}, "/reset", ["visits"]);
      await session.page.waitForSelector("[data-path=visits].is-gone");
      expect(await session.page.$eval("[data-path=visits] input", (field) => field.value)).toBe("18");
      expect(await session.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
        "Value of visits",
      );
      await session.press("Enter");
      await session.reads("Removed on the server while you edited it.");
      await session.button("Use mine");
      await session.stored("visits", 18);
    });
  });

  test("the history of a value, and back to what it was", async () => {
    await at({}, async (session) => {
      await session.change({ visits: 18 }, "/a");
      await session.page.waitForSelector("[data-path=visits].m-chg");
      await session.change({ visits: 19 }, "/b");
      await session.select("visits");
      await session.page.click("::-p-aria([role='tab']) ::-p-text(History)");
      await session.reads("19 POST /b");
      await session.reads("Revision 19, current");
      await session.page.focus(".hist");
      await session.press("ArrowDown");
      await session.reads("Revision 18");
      await session.picture("history-1400");
      await session.accessible();
      await session.button("Restore this value");
      await session.stored("visits", 18);
    });
  });
});

describe("conflicts", () => {
  const collide = async (session: Session) => {
    await session.select("visits");
    await session.press("Enter");
    await session.fill("18");
    await session.change({ visits: 99 }, "/visit");
    await session.page.waitForFunction(() => window.playground.panel.stir.value.event?.type === "changed");
    await session.press("Enter");
    await session.reads("Changed on the server while you edited it. It was 17.");
    await session.stored("visits", 99);
  };

  test("both values are shown; mine is written when I say so, and undo brings theirs back", async () => {
    await at({}, async (session) => {
      await collide(session);
      await session.reads("Yours 18 Use mine Theirs 99 Keep theirs");
      await session.button("Use mine");
      await session.stored("visits", 18);
      await session.reads("Use mine", false);
      await session.press("Control+z");
      await session.stored("visits", 99);
    });
  });

  test("theirs stays when I say so; undo asks again", async () => {
    await at({}, async (session) => {
      await collide(session);
      await session.button("Keep theirs");
      await session.reads("Use mine", false);
      await session.strip("Kept theirs for visits.");
      await session.press("Control+z");
      await session.reads("Use mine");
      await session.stored("visits", 99);
    });
  });
});

describe("the session as a whole", () => {
  test("flush: the session and its cookie go; undo makes a new session with a new key", async () => {
    await at({ width: 900, height: 480 }, async (session) => {
      await session.button("Flush");
      await session.strip("Flushed. 10 keys and the cookie sessionid are gone.");
      await session.reads("This visitor has no session");
      await session.reads("flushed by you");
      await session.picture("flushed-900");
      await session.accessible();
      await session.button("Undo", ".undo");
      await session.strip(
        "Restored 9 keys in a new session. The old key stays dead. 1 key hidden by the server could not be put back.",
      );
      await session.row("cart");
      const [key, old] = await session.page.evaluate(() => {
        const { browser, server, sessionKey } = window.playground;
        const name = browser.jar().find((cookie) => cookie.name === "sessionid")?.value;
        return [name, server.sessions.live.has(sessionKey) || name === sessionKey];
      });
      expect([typeof key, old]).toEqual(["string", false]);
    });
  });

  test("clear keeps the session; its keys come back", async () => {
    await at({}, async (session) => {
      await session.button("Clear");
      await session.reads("No keys yet");
      await session.strip("Cleared. 10 keys are gone, the session stays.");
      await session.press("Control+z");
      await session.row("cart");
      await session.stored("visits", 17);
    });
  });

  test("expire now: on the server, or the cookie only; each can be undone", async () => {
    await at({}, async (session) => {
      await session.button("Expire now");
      await session.item("The cookie only");
      await session.reads("This visitor has no session");
      await session.press("Control+z");
      await session.row("cart");
      await session.button("Expire now");
      await session.item("On the server");
      await session.reads("The session of this cookie is gone");
      await session.strip("Expired on the server. The browser still has the cookie.");
      await session.press("Control+z");
      await session.row("cart");
    });
  });

  test("expiry: says what it means in code and in words, then sets it", async () => {
    await at({ width: 900, height: 640 }, async (session) => {
      await session.button("Expiry");
      await session.page.click("label ::-p-text(After a time without changes)");
      await session.page.focus("[aria-label=Time]");
      await session.fill("-1");
      await session.reads("A number above 0, or a date and a time.");
      await session.fill("5");
      await session.reads("req.session.setExpiry(300)");
      await session.reads("unless it changes before. The cookie gets Max-Age=300.");
      await session.accessible();
      await session.picture("expiry-900");
      await session.press("Enter");
      await session.strip("Expires 5 minutes after the last change");
      await session.page.waitForFunction(() =>
        /^[34] min/.test(document.querySelector(".f-exp dd")?.textContent ?? ""),
      );
      await session.press("Control+z");
      await session.reads("13 d 23 h 59 min");
    });
  });

  test("cycle key: another key, the same data", async () => {
    await at({}, async (session) => {
      await session.button("Cycle key");
      await session.strip("The session has a new key. The old one is dead.");
      await session.stored("visits", 17);
      expect(await session.page.$eval(".f-key .mono", (key) => key.textContent)).not.toBe("k3v9qT…x2q7");
      expect(await session.page.$(".undo button ::-p-text(Undo)")).toBeNull();
    });
  });

  test("a visitor without a session can be given one", async () => {
    await at({ scenario: "no-session" }, async (session) => {
      await session.button("Set the test cookie");
      await session.row("_test_cookie");
    });
  });
});

test("what the server changes flashes with a sentence; what is open, typed and selected stays", async () => {
  await at({ motion: true }, async (session) => {
    await session.select("cart");
    await session.press("ArrowRight");
    await session.select("user_name");
    await session.press("Enter");
    await session.fill('"Gra');
    await session.change({ visits: 18, fresh: [1] }, "/import", ["referrer"]);
    await session.row("fresh");
    expect(await session.rowText("visits")).toMatch(/visits 18 2 B changed by POST \/import · \d s ago/);
    const look = (name: string) => session.page.$eval(`[data-path='${name}']`, (row) => row.className);
    expect(await look("visits")).toContain("mark m-chg flash-chg");
    expect(await look("fresh")).toContain("mark m-add flash-add");
    expect(await look("referrer")).toContain("is-gone");
    expect(await session.page.$eval("[data-path=user_name] input", (field) => field.value)).toBe('"Gra');
    expect(await session.focus()).toBe("user_name");
    expect(await session.hasRow("cart.items")).toBe(true);
    await session.page.waitForFunction(() => document.querySelector("[data-path=referrer]") === null);
    const tint = (name: string) =>
      session.page.$eval(`[data-path='${name}']`, (row) => getComputedStyle(row).backgroundColor);
    await session.page.waitForFunction(
      () => getComputedStyle(document.querySelector("[data-path=visits]")!).backgroundColor === "rgba(0, 0, 0, 0)",
    );
    expect(await tint("visits")).toBe("rgba(0, 0, 0, 0)");
    expect(await look("visits")).toContain("m-chg");
    // Again, from the beginning: the tint is there at once.
    await session.change({ visits: 19 }, "/import");
    await session.page.waitForFunction(
      () => getComputedStyle(document.querySelector("[data-path=visits]")!).backgroundColor !== "rgba(0, 0, 0, 0)",
    );
  });
});

test("while the server is away edits wait, and are saved when I say so", async () => {
  await at({}, async (session) => {
    await session.page.evaluate(() => window.playground.server.goAway());
    await session.reads("stopped answering");
    await session.select("visits");
    await session.press("Enter");
    await session.fill("18");
    await session.press("Enter");
    await session.reads("18 not saved");
    expect(await session.page.$eval(".group-danger .btn", (button) => (button as HTMLButtonElement).disabled)).toBe(
      true,
    );
    await session.picture("away-1400");
    await session.page.evaluate(() => {
      const { panel, server } = window.playground;
      server.comeBack();
      panel.lookAgain();
    });
    await session.reads("1 edit is not saved. It was made while the server was away.");
    await session.stored("visits", 17);
    await session.picture("waiting-1400");
    await session.accessible();
    await session.button("Save", ".strip");
    await session.stored("visits", 18);
    await session.reads("not saved", false);
  });
});

test("10,000 keys: only what can be seen is there, and the keyboard reaches all of it", async () => {
  await at({}, async (session) => {
    await session.change(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [`key_${`${index}`.padStart(5, "0")}`, { index }]),
      ),
    );
    await session.reads("10,010 keys");
    const rendered = () => session.page.$$eval(".tree [data-row]", (rows) => rows.length);
    expect(await rendered()).toBeLessThan(80);
    await session.select("visits");
    await session.press("End");
    await session.focusIs("key_09999");
    expect(await rendered()).toBeLessThan(80);
    await session.press("ArrowRight", "ArrowDown");
    await session.focusIs("key_09999.index");
    await session.press("Home");
    await session.focusIs("user_id");
    // The row with the focus stays, wherever the list is scrolled to.
    await session.page.$eval(".tree", (tree) => tree.scrollTo(0, 120_000));
    await session.page.waitForSelector("[data-path=key_05000]");
    expect(await session.focus()).toBe("user_id");
    expect(await rendered()).toBeLessThan(80);
    await session.change({ key_05000: { index: "changed" } });
    await session.page.waitForSelector("[data-path=key_05000].m-chg");
    const top = await session.page.$eval(".tree", (tree) => tree.scrollTop);
    expect(top).toBe(120_000);
    await session.page.focus(".tree [data-row][tabindex='0']");
    await session.type("key_07");
    await session.focusIs("key_07000");
    await session.press("Delete");
    await session.stored("key_07000", undefined);
  });
});

test("the filter: text, key:value, -not; Esc empties it", async () => {
  await at({}, async (session) => {
    await session.press("/");
    await session.type("qty:1 -tote");
    await session.row("cart.items[1].qty");
    const names = () =>
      session.page.$$eval(".tree [data-row]", (rows) => rows.map((row) => row.getAttribute("data-path")));
    expect(await names()).toEqual([
      "cart",
      "cart.items",
      "cart.items[1]",
      "cart.items[1].qty",
      "cart.items[2]",
      "cart.items[2].qty",
    ]);
    expect(await session.page.$$eval(".tree mark", (marks) => marks.map((mark) => mark.textContent))).toContain("qty");
    await session.fill("nothing like it");
    await session.reads("No key matches");
    await session.accessible();
    await session.press("Escape");
    await session.row("user_id");
  });
});

test("the keyboard alone: find by typing, open everything, the menu of a row", async () => {
  await at({}, async (session) => {
    await session.select("user_id");
    await session.type("ca");
    await session.focusIs("cart");
    await session.press("*");
    await session.row("cart.items[0].options.colour");
    await session.press("Shift+F10");
    await session.page.waitForSelector("[role=menu]");
    await session.accessible();
    await session.picture("menu-1400");
    await session.press("Escape");
    await session.focusIs("cart");
    await session.press("F6");
    expect(await session.page.evaluate(() => document.activeElement?.closest(".detail") !== null)).toBe(true);
    await session.press("Escape");
    await session.focusIs("cart");
  });
});

test("a narrow dock: the detail is a sheet, everything else is in More", async () => {
  await at({ width: 420, height: 900 }, async (session) => {
    await session.button("More");
    await session.reads("Can be undone with Ctrl+Z");
    await session.picture("menu-420");
    await session.accessible();
    await session.item("Expiry…");
    await session.reads("When this session expires");
    await session.picture("expiry-420");
    await session.press("Escape");
    await session.select("cart");
    await session.press("Shift+F10");
    await session.item("Details");
    await session.page.waitForSelector(".detail .json-editor");
    await session.picture("sheet-420");
    await session.accessible();
    await session.press("Escape");
    await session.page.waitForFunction(() => document.querySelector(".detail") === null);
    await session.focusIs("cart");
  });
});
