/** Starts Firefox with the extension, and shows the extension's panel in the toolbox. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killTree, type Launch, startTimeoutMs } from "./launch.ts";
import { Marionette } from "./marionette.ts";

export interface FirefoxLaunch extends Launch {
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
}

export interface Firefox {
  readonly session: Marionette;
  /** Fulfilled when the browser has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Loads the extension again, from the files that its folder holds now. */
  reloadExtension(): Promise<void>;
  close(): Promise<void>;
}

/** On Windows the program that is started starts another, and ends; on macOS a window opens behind the terminal. */
const systemFlags: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ["--wait-for-browser"],
  darwin: ["--foreground"],
};

export async function launch({
  program,
  extension,
  headless,
  preferences = {},
  stored,
}: FirefoxLaunch): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), "sessionscope-firefox-"));
  await writeFile(
    join(profile, "user.js"),
    Object.entries({ ...preferences, "marionette.port": 0 })
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(""),
  );
  const flags = ["--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile];
  const firefox = spawn(
    program,
    [...flags, ...(systemFlags[process.platform] ?? []), ...(headless ? ["--headless"] : []), "about:blank"],
    {
      stdio: "ignore",
      env: { ...process.env, MOZ_HEADLESS_WIDTH: "1400", MOZ_HEADLESS_HEIGHT: "900" },
    },
  );
  const exited = new AbortController();
  const ended = once(firefox, "exit").finally(() => exited.abort(new Error("Firefox ended as it started.")));
  let session: Marionette | undefined;
  const close = async () => {
    session?.close();
    killTree(firefox);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 20 });
  };
  try {
    const inTime = AbortSignal.any([AbortSignal.timeout(startTimeoutMs), exited.signal]);
    const connected = await Marionette.connect(await portOf(profile, inTime), inTime);
    session = connected;
    const reloadExtension = async () => {
      await connected.send("Addon:Install", { path: extension, temporary: true, allowPrivateBrowsing: true });
    };
    await reloadExtension();
    if (stored !== undefined) await keepOnly(session, stored);
    return { session, ended, reloadExtension, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The port that Firefox chose for its remote control: it writes it into its profile. */
async function portOf(profile: string, signal: AbortSignal): Promise<number> {
  for (;;) {
    signal.throwIfAborted();
    const port = Number(await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => ""));
    if (port > 0) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Makes this all that the extension's storage holds. */
export const keepOnly = (session: Marionette, stored: object): Promise<unknown> =>
  session.privileged(replaceStored, stored);

/** In both areas: the panel of a private window reads the one that is never written to disk. */
const replaceStored = `
  const [stored] = args;
  const { extension } = WebExtensionPolicy.getByID("devtools@sessionscope");
  const { ExtensionStorageIDB } = ChromeUtils.importESModule("resource://gre/modules/ExtensionStorageIDB.sys.mjs");
  const { extensionStorageSession } = ChromeUtils.importESModule("resource://gre/modules/ExtensionStorage.sys.mjs");
  const local = await ExtensionStorageIDB.open(ExtensionStorageIDB.getStoragePrincipal(extension), false);
  await local.clear();
  await local.set(stored);
  extensionStorageSession.clear(extension);
  extensionStorageSession.set(extension, stored);
`;

/** Opens the toolbox on the session's tab, with the panel in front; `toolboxOf()` and `panelOf()` then serve later scripts. */
export async function showPanel(session: Marionette, host: "window" | "bottom"): Promise<void> {
  await session.privileged(
    `
    const [host, timeoutMs] = args;
    const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
    const { gDevTools } = require("devtools/client/framework/devtools");
    const toolbox = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: "webconsole", hostType: host });
    const deadline = Date.now() + timeoutMs;
    const until = async (find) => {
      for (;;) {
        const found = find();
        if (found) return found;
        if (Date.now() > deadline) throw new Error("DevTools does not show the extension's panel.");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const ours = ({ id }) => id.startsWith("webext-devtools-panel");
    const tool = await until(() => toolbox.getAdditionalTools().find(ours));
    await toolbox.selectTool(tool.id);
    window.toolboxOf = () => toolbox;
    window.panelOf = () =>
      toolbox.doc.getElementById("toolbox-panel-iframe-" + tool.id)?.contentDocument?.querySelector("browser");
    await until(() => panelOf()?.currentURI?.scheme === "moz-extension");
    `,
    host,
    startTimeoutMs,
  );
}
