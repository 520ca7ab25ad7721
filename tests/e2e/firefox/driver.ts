/** Drives Firefox over Marionette. The page and the panel are two `<browser>` elements, both driven by frame scripts. */

import { writeFile } from "node:fs/promises";
import { keepOnly, launch, showPanel } from "../../../server-sdk/src/cli/browsers/firefox.ts";
import { findBrowser } from "../../../server-sdk/src/cli/browsers/installed-browsers.ts";
import type { Marionette } from "../../../server-sdk/src/cli/browsers/marionette.ts";
import type { Opening, TestBrowser } from "../browser.ts";
import { storedTokens } from "../kept-tokens.ts";
import { setupPatience } from "../patience.ts";
import { type Hands, View } from "../view.ts";

export async function open({ extension, url, jar, tokens }: Opening): Promise<TestBrowser> {
  const { session, close } = await launch({
    program: findBrowser("firefox"),
    extension,
    headless: true,
    // Firefox grants host permissions without its prompt, which no test can click.
    preferences: { "extensions.webextOptionalPermissionPrompts": false },
    stored: tokens && storedTokens(tokens),
  });
  try {
    if (jar !== undefined) await openIn(session, jar);
    const panel = new View("panel", hands(session, "panelOf()"));
    const start = async (at: string) => {
      await session.send("WebDriver:Navigate", { url: at });
      await showPanel(session, "window");
      const shown = () => panel.evaluate(() => document.querySelector("#root > *") !== null);
      await panel.until("the panel", shown, setupPatience);
    };
    await start(url);
    const draw = async (windows: readonly string[], file: string, pageHeight = 420) => {
      await panel.painted();
      const png = (await session.privileged(drawing(windows, pageHeight))) as string;
      await writeFile(file, Buffer.from(png, "base64"));
    };
    const browser: TestBrowser = {
      name: "firefox",
      page: new View("page", hands(session, "gBrowser.selectedBrowser")),
      panel,
      async startAgain(opening) {
        await session.privileged(closeAllButTab);
        await session.send("WebDriver:Navigate", { url: "about:blank" });
        await session.privileged("Services.cookies.removeAll();");
        await keepOnly(session, storedTokens(opening.tokens ?? {}));
        await start(opening.url);
        await browser.resizePanel(1400, 700);
      },
      goto: async (to) => void (await session.send("WebDriver:Navigate", { url: to })),
      reload: async () => void (await session.send("WebDriver:Refresh")),
      async opened(file) {
        const tab = `gBrowser.browsers.find((each) => each.currentURI.filePath === "/${file}")`;
        const view = new View(file, hands(session, tab));
        await view.find("body *");
        return view;
      },
      async setTheme(theme) {
        await session.privileged(`Services.prefs.setStringPref("devtools.theme", args[0])`, theme);
        await panel.until(`the ${theme} theme`, () =>
          panel.evaluate((dark) => matchMedia("(prefers-color-scheme: dark)").matches === dark, theme === "dark"),
        );
      },
      async resizePanel(width, height) {
        await session.privileged(resizePanel, width, height);
        await panel.until(`${width} × ${height}`, () =>
          panel.evaluate((w, h) => innerWidth === w && innerHeight === h, width, height),
        );
      },
      screenshot: (file) => draw(["toolboxOf().topWindow"], file),
      screenshotOfPanel: (file) => draw(["panelOf()"], file),
      screenshotWithPage: (file, pageHeight) =>
        draw(["gBrowser.selectedBrowser", "toolboxOf().topWindow"], file, pageHeight),
      close,
    };
    await browser.resizePanel(1400, 700);
    return browser;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Moves the session to a new tab with the jar. */
async function openIn(session: Marionette, jar: "private" | "container"): Promise<void> {
  const before = (await session.send("WebDriver:GetWindowHandles")) as string[];
  if (jar === "private") await session.send("WebDriver:NewWindow", { type: "window", private: true });
  else await session.privileged(`gBrowser.addTrustedTab("about:blank", { userContextId: 1 })`);
  for (;;) {
    const handles = (await session.send("WebDriver:GetWindowHandles")) as string[];
    const handle = handles.find((each) => !before.includes(each));
    if (handle !== undefined) return void (await session.send("WebDriver:SwitchToWindow", { handle, focus: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Closes the toolbox, and tabs that the extension has opened. */
const closeAllButTab = `
  const { localTab } = toolboxOf().commands.descriptorFront;
  await toolboxOf().destroy();
  gBrowser.selectedTab = localTab;
  gBrowser.removeAllTabsBut(localTab, { animate: false, skipWarnAboutClosingTabs: true });
`;

/** Resizes the window by as much as the panel must change: its frame and the toolbox's tab strip keep their size. */
const resizePanel = `
  const [width, height] = args;
  const { topWindow } = toolboxOf();
  const box = panelOf().getBoundingClientRect();
  topWindow.resizeBy(width - box.width, height - box.height);
`;

/** One picture of these windows, one below the other. Of the page it shows the upper part. */
const drawing = (windows: readonly string[], pageHeight: number) => `
  const { innerWidth: width, innerHeight: height } = toolboxOf().topWindow;
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  const heightOf = (shown) => (shown === gBrowser.selectedBrowser ? ${pageHeight} : shown.clientHeight ?? height);
  const parts = [${windows.join(", ")}].map((shown) => ({ shown, height: heightOf(shown) }));
  canvas.width = width;
  canvas.height = parts.reduce((sum, part) => sum + part.height, 0);
  let y = 0;
  for (const part of parts) {
    const { currentWindowGlobal } = part.shown.browsingContext;
    const image = await currentWindowGlobal.drawSnapshot(new DOMRect(0, 0, width, part.height), 1, "white");
    canvas.getContext("2d").drawImage(image, 0, y);
    y += part.height;
  }
  return canvas.toDataURL("image/png").split(",")[1];
`;

/**
 * Runs one frame script, `work`, in the process of a `<browser>` and waits for what it sends.
 * `content` is its window, `given` what it gets; the events it makes are trusted ones, as Firefox's own tests make them.
 */
const inFrame = (element: string, work: string) => `
  const browser = ${element};
  if (!browser) throw new Error("It is not there yet.");
  browser.focus();
  const { messageManager } = browser;
  const name = "sessionscope:" + Math.random();
  const script = "(" + (async (name, given) => {
    const answer = (message) => sendAsyncMessage(name, message);
    try {
      const { event } = ChromeUtils.importESModule("chrome://remote/content/shared/webdriver/Event.sys.mjs");
      ${work}
    } catch (error) {
      answer({ error: String(error) });
    }
  }) + ")(" + JSON.stringify(name) + "," + JSON.stringify(args) + ")";
  const answer = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The document went away.")), 30_000);
    messageManager.addMessageListener(name, function hear({ data }) {
      clearTimeout(timer);
      messageManager.removeMessageListener(name, hear);
      resolve(data);
    });
    messageManager.loadFrameScript("data:text/javascript;charset=utf-8," + encodeURIComponent(script), false);
  });
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.json;
`;

const evaluate = `
  const sandbox = Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
  answer({ json: JSON.stringify(await Cu.evalInSandbox(given[0], sandbox)) });
`;

const click = `
  const [x, y, times] = given;
  event.synthesizeMouseAtPoint(x, y, { type: "mousemove" }, content);
  for (let clickCount = 1; clickCount <= times; clickCount++) {
    event.synthesizeMouseAtPoint(x, y, { clickCount }, content);
  }
  answer({});
`;

const type = `
  event.sendKeys(given[0], content);
  answer({});
`;

const press = `
  const [key, modifiers] = given;
  const held = (name) => modifiers.includes(name);
  event.sendSingleKey(
    { key, printable: key.length === 1, ctrlKey: held("Control"), shiftKey: held("Shift"), altKey: held("Alt") },
    content,
  );
  answer({});
`;

const hands = (session: Marionette, element: string): Hands => {
  const run = (work: string, ...given: readonly unknown[]) => session.privileged(inFrame(element, work), ...given);
  return {
    async run(expression) {
      const json = (await run(evaluate, expression)) as string | undefined;
      return json === undefined ? undefined : JSON.parse(json);
    },
    clickAt: async (x, y, times) => void (await run(click, x, y, times)),
    type: async (text) => void (await run(type, text)),
    press: async (key, modifiers) => void (await run(press, key, modifiers)),
  };
};
