/** Where the programs of browsers may be, by system, the likeliest first. */

import { homedir } from "node:os";
import { posix, win32 } from "node:path";

export type Browser = "chromium" | "chrome" | "edge" | "firefox";

export interface System {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
}

const thisSystem = (): System => ({ platform: process.platform, environment: process.env, home: homedir() });

/** On Linux and other Unixes: names on the PATH. */
const commands: Record<Browser, readonly string[]> = {
  chromium: ["chromium", "chromium-browser"],
  firefox: ["firefox-esr", "firefox"],
  chrome: ["google-chrome-stable", "google-chrome"],
  edge: ["microsoft-edge-stable", "microsoft-edge"],
};

/** On macOS: below the folder of applications. */
const applications: Record<Browser, string> = {
  chromium: "Chromium.app/Contents/MacOS/Chromium",
  firefox: "Firefox.app/Contents/MacOS/firefox",
  chrome: "Google Chrome.app/Contents/MacOS/Google Chrome",
  edge: "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
};

/** On Windows: below the folders of programs, the machine's or the user's. */
const executables: Record<Browser, string> = {
  chromium: "Chromium\\Application\\chrome.exe",
  firefox: "Mozilla Firefox\\firefox.exe",
  chrome: "Google\\Chrome\\Application\\chrome.exe",
  edge: "Microsoft\\Edge\\Application\\msedge.exe",
};
const programFolders = ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"];

/** Whole paths. */
export function programPaths(browser: Browser, system: System = thisSystem()): readonly string[] {
  const { platform, environment, home } = system;
  if (platform === "win32") {
    const folders = programFolders.map((name) => environment[name]).filter((folder) => folder !== undefined);
    return folders.map((folder) => win32.join(folder, executables[browser]));
  }
  // An empty one would be the working directory, in which no browser is looked for.
  const folders = (environment.PATH ?? "").split(posix.delimiter).filter(posix.isAbsolute);
  const onPath = commands[browser].flatMap((name) => folders.map((folder) => posix.join(folder, name)));
  if (platform !== "darwin") return onPath;
  return ["/Applications", posix.join(home, "Applications")]
    .map((folder) => posix.join(folder, applications[browser]))
    .concat(onPath);
}
