import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { tokenVariable } from "../../debug/choose-token.ts";
import { projectToken } from "../../debug/project-token.ts";
import {
  type Browser,
  browsers,
  findBrowser,
  hasDisplay,
  lookFor,
  MissingBrowserError,
} from "../browsers/installed-browsers.ts";
import { openPanel, type Shown } from "../browsers/open-panel.ts";
import { copyPanel } from "../browsers/panel-files.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";

/** Opens an installed browser with the panel on a page of an app. */
export const panel: Command = {
  usage: "panel [URL]",
  summary: "open a browser with the panel on a page (http://localhost:3000)",
  example: "panel http://localhost:3000 --browser firefox",
  storeless: true,
  takes: 1,
  options: {
    browser: { type: "string", about: `${browsers.join(", ")}; default: the first that is installed` },
    save: { type: "string", about: "a folder: put the panel there, for a browser to keep it, and open nothing" },
  },
  async run(context) {
    const { positionals, options } = context;
    if (typeof options.save === "string") return save(resolve(options.save), context);
    const url = pageAt(positionals[0] ?? "http://localhost:3000");
    const { browser, program } = chooseBrowser(options.browser);
    if (!hasDisplay()) throw new UsageError("There is no display here: run this where a browser window can be shown.");
    const extension = mkdtempSync(join(tmpdir(), "sessionscope-panel-"));
    try {
      copyPanel(browser, extension);
      context.progress(`Opening ${browser} with a profile of its own.`);
      await show(await openPanel(browser, { program, extension, url: url.href, stored: storedToken(url) }), context);
    } finally {
      rmSync(extension, { recursive: true, force: true });
    }
    return 0;
  },
};

/** Until the browser is closed, or the command is ended. */
async function show(shown: Shown, { signal, progress }: CommandContext): Promise<void> {
  try {
    progress("The panel is the tab Sessionscope in DevTools (F12). Close the browser, or press Ctrl-C, to end.");
    // A terminal that is closed, or a supervisor, ends it as Ctrl-C does: the profile is removed.
    const stops = ["SIGTERM", "SIGHUP"].map((name) => once(process, name));
    const interrupted = signal.aborted ? undefined : once(signal, "abort");
    await Promise.race([shown.ended, interrupted, ...stops]);
  } finally {
    await shown.close();
  }
}

function save(folder: string, { options, progress }: CommandContext): number {
  const browser = named(options.browser) ?? "chromium";
  copyPanel(browser, folder);
  progress(
    browser === "firefox"
      ? `Open about:debugging#/runtime/this-firefox, press "Load Temporary Add-on…" and choose ${join(folder, "manifest.json")}.`
      : `Open chrome://extensions, turn on "Developer mode", press "Load unpacked" and choose ${folder}. For Firefox, add --browser firefox.`,
  );
  return 0;
}

/** @throws UsageError for what is no page on the web. */
function pageAt(given: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${given} is no address of a page. Example: npx sessionscope panel http://localhost:3000`);
}

/** @throws UsageError for a name that is none of a browser's. */
function named(asked: string | boolean | undefined): Browser | undefined {
  const browser = browsers.find((each) => each === asked);
  if (browser !== undefined || asked === undefined) return browser;
  throw new UsageError(`--browser takes one of ${browsers.join(", ")}, not "${asked}".`);
}

/** @throws UsageError */
function chooseBrowser(asked: string | boolean | undefined): { browser: Browser; program: string } {
  const browser = named(asked) ?? browsers.find(lookFor);
  if (browser === undefined)
    throw new UsageError(`No browser is installed here. Install one of ${browsers.join(", ")}.`);
  try {
    return { browser, program: findBrowser(browser) };
  } catch (error) {
    throw error instanceof MissingBrowserError ? new UsageError(error.message) : error;
  }
}

/**
 * The token of the project around the working directory, as the extension keeps tokens. Only for a server on this
 * machine, and the panel sends it to none but that project's; otherwise the panel asks for it.
 */
function storedToken({ origin, hostname }: URL): object | undefined {
  if (!/^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return undefined;
  const { token, server, problem } = projectToken();
  if (process.env[tokenVariable] || problem !== null) return undefined;
  return { sites: { [origin]: { path: "", tokens: [{ server, token }] } } };
}
