/** Starts a browser of Chromium's family with the extension, and shows the extension's panel in DevTools. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { chromeExtensionId } from "../../protocol.ts";
import { DevToolsPipe } from "./devtools-pipe.ts";
import { killTree, type Launch, startTimeoutMs } from "./launch.ts";

export const flags: readonly string[] = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The sandbox cannot be had as root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export interface Chromium {
  /** Its first tab. */
  readonly tab: Tab;
  /** Fulfilled when the browser has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Loads the extension again, from the files that its folder holds now. */
  reloadExtension(): Promise<void>;
  close(): Promise<void>;
}

export async function launch({ program, extension, headless, stored }: Launch): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), "sessionscope-chromium-"));
  const chromium = spawn(
    program,
    [
      ...flags,
      "--no-default-browser-check",
      `--user-data-dir=${profile}`,
      "--window-size=1400,950",
      // Branded Chrome ignores --load-extension; over a pipe it loads one by the protocol.
      "--remote-debugging-pipe",
      "--enable-unsafe-extension-debugging",
      ...(headless ? ["--headless"] : []),
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const ended = once(chromium, "exit");
  const close = async () => {
    killTree(chromium);
    await ended;
    // Its other processes end a moment later, and write until then.
    await rm(profile, { recursive: true, force: true, maxRetries: 20 });
  };
  try {
    const pipe = new DevToolsPipe(chromium.stdio[3] as Writable, chromium.stdio[4] as Readable);
    const reloadExtension = async () => void (await pipe.send("Extensions.loadUnpacked", { path: extension }));
    await reloadExtension();
    const tab = await Tab.first(pipe);
    if (stored !== undefined) await handOver(tab, stored);
    return { tab, ended, reloadExtension, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A page of the browser: one in a tab, or the front-end of DevTools. */
export class Tab {
  readonly #pipe: DevToolsPipe;
  readonly #session: string;
  readonly #target: string;

  private constructor(pipe: DevToolsPipe, target: string, session: string) {
    this.#pipe = pipe;
    this.#target = target;
    this.#session = session;
  }

  static async first(pipe: DevToolsPipe): Promise<Tab> {
    type Targets = { readonly targetInfos: readonly { readonly type: string; readonly targetId: string }[] };
    const page = await until("the browser's first tab", async () => {
      const { targetInfos } = await pipe.send<Targets>("Target.getTargets");
      return targetInfos.find(({ type }) => type === "page");
    });
    return Tab.#attach(pipe, page.targetId);
  }

  static async #attach(pipe: DevToolsPipe, targetId: string): Promise<Tab> {
    const { sessionId } = await pipe.send<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true });
    return new Tab(pipe, targetId, sessionId);
  }

  /** @returns whether the browser went there. */
  async goto(url: string): Promise<boolean> {
    const { errorText } = await this.#pipe.send<{ errorText?: string }>("Page.navigate", { url }, this.#session);
    return errorText === undefined;
  }

  /** The value of an expression, awaited where it is a promise; undefined where it throws. */
  async evaluate(expression: string): Promise<unknown> {
    type Evaluated = { readonly result: { readonly value?: unknown }; readonly exceptionDetails?: object };
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const answer = await this.#pipe.send<Evaluated>("Runtime.evaluate", parameters, this.#session);
    return answer.exceptionDetails === undefined ? answer.result.value : undefined;
  }

  /** Does nothing where the user was faster. */
  async close(): Promise<void> {
    await this.#pipe.send("Target.closeTarget", { targetId: this.#target }).catch(() => {});
  }

  async openDevTools(): Promise<Tab> {
    const parameters = { targetId: this.#target };
    const { targetId } = await this.#pipe.send<{ targetId: string }>("Target.openDevTools", parameters);
    return Tab.#attach(this.#pipe, targetId);
  }
}

/** By a page of the extension, in the first tab, which then goes on to where it is wanted. */
async function handOver(tab: Tab, stored: object): Promise<void> {
  // On a busy machine an extension that is loaded serves its pages only a moment later.
  await until("the extension", () => tab.goto(`chrome-extension://${chromeExtensionId}/options.html`));
  await until("the extension's storage", () => tab.evaluate(storing("local", stored)));
}

/** An expression for a page of the extension. */
export const storing = (area: "local" | "session", stored: object): string =>
  `chrome.storage.${area}.set(${JSON.stringify(stored)}).then(() => true)`;

/** An expression for the front-end of DevTools: its modules are where its own menus find what they do. */
export const frontEnd = (use: string): string => `(async () => {
  const UI = await import("devtools://devtools/bundled/ui/legacy/legacy.js");
  const Common = await import("devtools://devtools/bundled/core/common/common.js");
  ${use}
})()`;

/**
 * An expression for the front-end, true once the panel is in front. `height` is what DevTools take of the window.
 * The front-end fails every call until its settings have loaded.
 */
export const bringPanelToFront = (dockSide: "undocked" | "bottom", height = 0): string =>
  `${frontEnd(`
  const split = { horizontal: { size: ${height} } };
  if (${height} > 0) Common.Settings.Settings.instance().createSetting("inspector-view.split-view-state", {}).set(split);
  UI.DockController.DockController.instance().setDockSide("${dockSide}");
  const manager = UI.ViewManager.ViewManager.instance();
  const id = [...manager.views.keys()].find((id) => id.startsWith("chrome-extension://"));
  return id !== undefined && manager.showView(id).then(() => true);
`)}.catch(() => false)`;

/** Opens DevTools on the tab, with the panel in front. @returns their front-end. */
export async function showPanel(tab: Tab, height: number): Promise<Tab> {
  const devtools = await tab.openDevTools();
  await until("the panel in DevTools", () => devtools.evaluate(bringPanelToFront("bottom", height)));
  return devtools;
}

/** Asks until there is an answer. */
async function until<Found>(what: string, find: () => Promise<Found | undefined | false>): Promise<Found> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`The browser does not show ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
