/** The whole panel on its playground: every state to be looked at, words, keys, and what a screen reader finds. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { isAccessible, type PlaygroundWindow, playgroundPages, takePicture } from "./page.ts";

declare const window: PlaygroundWindow & { forwarded: string[] };

const themes = ["light", "dark"] as const;
const sizes = [
  [1400, 700],
  [900, 640],
  [420, 900],
] as const;

const at = playgroundPages();

/** `innerText` leaves out what is hidden. */
const shows = (page: Page, text: string, yes = true) =>
  page.waitForFunction((wanted, is) => document.body.innerText.includes(wanted) === is, {}, text, yes);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const state = (page: Page) => page.evaluate(() => window.playground.panel.connection.value.state);
const becomes = (page: Page, wanted: string) =>
  page.waitForFunction((name) => window.playground.panel.connection.value.state === name, {}, wanted);

/** What each scenario must show before it is looked at. */
const scenes: Readonly<Record<string, string>> = {
  session: "user_name",
  cookies: "csrftoken",
  big: "key_0001",
  store: "this browser",
  "no-list": "This store cannot list its sessions",
  "no-session": "This visitor has no session",
  "gone-session": "The session of this cookie is gone",
  "no-keys": "No keys yet",
  "no-cookies": "No cookies for this page",
  snapshots: "Restoring adds 4 keys, changes 3 and removes 1.",
  "no-snapshots": "No snapshots yet",
  "no-page": "Nothing to inspect on this page",
  "not-allowed": "shop.example is not allowed yet",
  "no-endpoint": "No session endpoint on localhost:3000",
  "endpoint-refuses": "it does not serve this extension",
  "endpoint-elsewhere": "Behind a proxy the path may be another",
  token: "This server asks for its token",
  "token-chosen": "This server asks for its token",
  "token-exposed": "Send it unencrypted",
  "token-refused": "The server did not accept that token",
  "wrong-token": "The server did not accept that token",
  "token-locked": "For up to a minute the server looks at none.",
  version: "The server speaks protocol 3",
  away: "localhost:3000 stopped answering",
  reconnecting: "Your edits stay here; save them when it is back.",
  undo: "Deleted coupon.",
  options: "Sessionscope options",
};

test.each(Object.entries(scenes))("%s: can be used by everybody, and nothing sticks out", async (scenario, text) => {
  await at(scenario, {}, async (page) => {
    await shows(page, text);
    for (const theme of themes) {
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: theme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      for (const [width, height] of sizes) {
        await page.setViewport({ width, height });
        await takePicture(page, `${scenario}-${width}-${theme}`);
        // Sizes differ in what is there, themes in contrast.
        if (theme === "light" || width === 1400) await isAccessible(page);
      }
    }
    await page.setViewport({ width: 320, height: 600 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
});

test("a short dock in Firefox's colours keeps every strip", async () => {
  const view = { theme: "dark", query: "browser=firefox", width: 1100, height: 320 } as const;
  await at("reconnecting", view, async (page) => {
    await shows(page, "stopped answering");
    await takePicture(page, "reconnecting-1100-firefox-dark");
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe("rgb(35, 35, 39)");
    await page.waitForSelector(".status");
    const { top, bottom } = await page.$eval(".status", (line) => line.getBoundingClientRect().toJSON());
    expect([top, bottom]).toEqual([298, 320]);
  });
});

test("the sentences of the states, to the letter", async () => {
  const words: Readonly<Record<string, string>> = {
    "no-page": "Browsers keep their own pages and the stores closed to extensions. Open your app in this tab.",
    "not-allowed":
      "Requests and Set-Cookie headers are shown already. Reading and editing cookies needs your permission for this site.",
    "no-endpoint":
      "No response carried the Sessionscope header, and POST /__sessionscope__ answered 404. Switch it on in your app:",
    token:
      "Your app printed it in its terminal when it started. It is asked for once per project. To see it again, in the folder of the project:",
    "token-chosen": "It is what your app was given as SESSIONSCOPE_TOKEN or debug: { token }. It is asked for once.",
    "token-exposed":
      "192.168.0.7:3000 is reached over plain http: whoever can listen on the way can read the token, and with it read and change every session. Use https, or a tunnel to localhost.",
    "token-refused":
      "It may be the token of another project, or one that was replaced. To see the right one, in the folder of the project:",
    "wrong-token": "7 tries are left this minute.",
    "token-locked": "Too many wrong tokens were sent. For up to a minute the server looks at none.",
    version: "This panel speaks 1. Update the extension, or pin the package until you can.",
  };
  for (const [scenario, sentence] of Object.entries(words))
    await at(scenario, {}, async (page) => void (await shows(page, sentence)));
});

test("a token is entered with the keyboard: a wrong one stays in the field to be typed over, the right one connects", async () => {
  await at("token-chosen", {}, async (page) => {
    await page.waitForSelector("[aria-label=Token]");
    await page.type("[aria-label=Token]", "guess");
    await page.keyboard.press("Enter");
    await shows(page, "7 tries are left this minute");
    const invalid = () => page.$eval("[aria-label=Token]", (field) => field.getAttribute("aria-invalid"));
    await expect.poll(() => invalid()).toBe("true");
    await page.keyboard.type("open-sesame");
    expect(await invalid()).toBe("false");
    await page.keyboard.press("Enter");
    await becomes(page, "live");
    await shows(page, "user_name");
  });
});

const printed = "Sessionscope: debug endpoint at /__sessionscope__ token: open-sesame";

test("the whole line that was printed is taken, alone and among others", async () => {
  await at("token", {}, async (page) => {
    await page.waitForSelector("[aria-label=Token]");
    await page.type("[aria-label=Token]", printed);
    await page.keyboard.press("Enter");
    await becomes(page, "live");
  });
  await at("token", {}, async (page) => {
    await page.waitForSelector("[aria-label=Token]");
    await page.focus("[aria-label=Token]");
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement!.dispatchEvent(paste);
    }, `> shop@1.0.0 start\n${printed}\nShop listening on http://localhost:3000\n`);
    expect(await page.$eval("[aria-label=Token]", (field) => (field as HTMLInputElement).value)).toBe(printed);
    await page.keyboard.press("Enter");
    await becomes(page, "live");
  });
});

test("where others could read it, the token goes out only when the user says so", async () => {
  await at("token-exposed", {}, async (page) => {
    await page.waitForSelector("[aria-label=Token]");
    await page.type("[aria-label=Token]", "open-sesame");
    await page.keyboard.press("Enter");
    expect(await page.$eval(".ask-token button", (button) => button.ariaDisabled)).toBe("true");
    expect(await page.evaluate(() => window.playground.browser.stored.get("sites"))).toBeUndefined();
    await page.click("label ::-p-text(Send it unencrypted)");
    await page.focus("[aria-label=Token]");
    await page.keyboard.press("Enter");
    await becomes(page, "live");
    expect(await page.evaluate(() => window.playground.browser.stored.get("sites"))).toEqual({
      "http://192.168.0.7:3000": { path: "", tokens: [{ server: "Zk3_-b9LmN0pQr1s", token: "open-sesame" }] },
    });
  });
});

test("a token is looked at and forgotten on the options page, and put back", async () => {
  await at("options", {}, async (page) => {
    await shows(page, "kQ3-x_9ZsT0aBcDeFgHiJw", false);
    await page.click(".tokens [aria-label=Reveal]");
    await shows(page, "kQ3-x_9ZsT0aBcDeFgHiJw");
    await page.click('.tokens [aria-label="Forget this token of http://localhost:3000"]');
    await shows(page, "Forgot a token of http://localhost:3000.");
    await shows(page, "kQ3-x_9ZsT0aBcDeFgHiJw", false);
    await page.click(".deleted button");
    await page.waitForSelector('.tokens [aria-label="Forget this token of http://localhost:3000"]');
  });
});

test("permission, path and page: each state leads out of itself", async () => {
  await at("not-allowed", {}, async (page) => {
    await page.click("button ::-p-text(Allow shop.example)");
    await page.waitForFunction(() => window.playground.panel.connection.value.state !== "not-allowed");
  });
  await at("no-endpoint", {}, async (page) => {
    await page.evaluate(() => Object.assign(window.playground.server, { mounted: true, path: "/internal" }));
    // The screen is loaded when it is first shown.
    await page.waitForSelector("button ::-p-text(Look again)");
    await page.click("button ::-p-text(Look again)");
    await page.click("button ::-p-text(Set the path…)");
    await expect.poll(() => focused(page)).toBe("Endpoint path");
    await page.keyboard.type("/internal");
    await page.keyboard.press("Enter");
    await becomes(page, "live");
  });
  await at("no-page", {}, async (page) => {
    await page.evaluate(() => window.playground.browser.navigate("http://localhost:3000/"));
    await becomes(page, "live");
  });
});

test("while the server is away its last data stays, and what is typed; nothing is sent", async () => {
  await at("session", {}, async (page) => {
    await shows(page, "user_name");
    await page.focus("[data-filter]");
    await page.keyboard.type("user");
    await page.evaluate(() => {
      window.playground.server.asked.length = 0;
      window.playground.server.goAway();
    });
    await shows(page, "localhost:3000 stopped answering.");
    await shows(page, "user_name");
    expect(await page.$eval("[data-filter]", (field) => (field as HTMLInputElement).value)).toBe("user");
    // In one step: the panel tries by itself too, and then the button is gone.
    await page.evaluate(() => {
      window.playground.server.comeBack();
      [...document.querySelectorAll("button")].find(({ innerText }) => innerText === "Try now")!.click();
    });
    await becomes(page, "live");
    await shows(page, "stopped answering", false);
    expect(await page.$eval("[data-filter]", (field) => (field as HTMLInputElement).value)).toBe("user");
    const asked = await page.evaluate(() => [...window.playground.server.asked]);
    expect(asked.filter((name) => !["hello", "events.stream", "session.read"].includes(name))).toEqual([]);
  });
});

test("keys of the frame, kept from DevTools", async () => {
  await at("undo", {}, async (page) => {
    await shows(page, "Deleted coupon.");
    await page.waitForSelector("[data-filter]");
    // What DevTools does in every extension page: fields keep their keys, but not with Ctrl.
    await page.evaluate(() => {
      window.forwarded = [];
      document.addEventListener("keydown", (event) => {
        if (event.target instanceof HTMLInputElement && !event.ctrlKey) return;
        event.preventDefault();
        window.forwarded.push(event.key);
      });
    });
    const selected = () => page.$eval("[role=tab][aria-selected=true]", (tab) => tab.getAttribute("title"));
    await page.keyboard.press("2");
    await expect.poll(() => selected()).toBe("Cookies");
    await page.keyboard.press("1");
    await expect.poll(() => selected()).toBe("Session");
    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches("[data-filter]"))).toBe(true);
    await page.keyboard.type("2");
    expect(await selected()).toBe("Session");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches("[data-filter]"))).toBe(false);
    await page.keyboard.press("?");
    await shows(page, "Single-key shortcuts can be switched off in Options.");
    await takePicture(page, "shortcuts-1400-light");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { hidden: true });
    await page.keyboard.down("Control");
    await page.keyboard.press("z");
    await page.keyboard.up("Control");
    await shows(page, "Put back coupon.");
    expect(await page.evaluate(() => window.forwarded.filter((key) => key !== "Control"))).toEqual([]);
  });
});

test("single keys can be switched off", async () => {
  await at("session", {}, async (page) => {
    await shows(page, "user_name");
    await page.evaluate(async () => {
      window.playground.browser.stored.set("options", { singleKeys: false });
      await window.playground.panel.wake();
    });
    for (const key of ["2", "?", "/"] as const) await page.keyboard.press(key);
    expect(await page.$eval("[role=tab][aria-selected=true]", (tab) => tab.getAttribute("title"))).toBe("Session");
    expect(await page.$("dialog")).toBeNull();
  });
});

test("the connection menu: opens under its button, takes arrows and letters, returns focus", async () => {
  await at("session", {}, async (page) => {
    await becomes(page, "live");
    await page.focus(".site");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=menu]");
    const boxes = await page.evaluate(() =>
      [".site", "[role=menu]"].map((selector) => document.querySelector(selector)!.getBoundingClientRect().toJSON()),
    );
    expect(boxes[1].top).toBeCloseTo(boxes[0].bottom + 2, 0);
    const name = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(() => name()).toBe("http://localhost:3000/__sessionscope__");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => name()).toBe("Look again");
    await page.keyboard.press("r");
    await expect.poll(() => name()).toBe("Reload the page");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.$("[role=menu]")).toBeNull();
    await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains("site"))).toBe(true);
    await page.click(".site");
    await page.waitForSelector("[role=menu]");
    await page.click(".views");
    await expect.poll(() => page.$("[role=menu]")).toBeNull();
  });
});

test("the splitter takes keys and keeps its size; a narrow dock has a sheet that Esc closes", async () => {
  await at("session", {}, async (page) => {
    await shows(page, "user_name");
    const splitter = ".v-session [role=separator][tabindex]";
    const size = () => page.$eval(splitter, (line) => Number(line.getAttribute("aria-valuenow")));
    const before = await size();
    await page.focus(splitter);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => size()).toBe(before + 8);
    await page.waitForFunction(
      (wanted) =>
        (window.playground.browser.stored.get("layout") as Record<string, unknown>)?.["session.detailWidth"] === wanted,
      {},
      before + 8,
    );
    await page.$eval(splitter, (line) => line.dispatchEvent(new MouseEvent("dblclick", { bubbles: true })));
    await expect.poll(() => size()).toBe(before);
    await page.setViewport({ width: 420, height: 900 });
    await page.waitForSelector(".v-session .split.is-sheet");
    await expect.poll(() => page.$(".v-session .detail")).toBeNull();
  });
});

test("the theme chosen in the options wins over the browser's", async () => {
  await at("session", { theme: "light", query: "theme=dark" }, async (page) => {
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(40, 40, 40)");
    expect(await state(page)).not.toBe("away");
  });
});
