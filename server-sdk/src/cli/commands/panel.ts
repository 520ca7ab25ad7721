import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
import { openPanel } from "../browsers/open-panel.ts";
import { type Command, UsageError } from "../command.ts";

/** Opens an installed browser with the panel on a page of an app. */
export const panel: Command = {
  usage: "panel [URL]",
  summary: "open a browser with the panel on a page (http://localhost:3000)",
  example: "panel http://localhost:3000 --browser firefox",
  storeless: true,
  takes: 1,
  options: { browser: { type: "string", about: `${browsers.join(", ")}; default: the first that is installed` } },
  async run({ positionals, options, signal, progress }) {
    const url = pageAt(positionals[0] ?? "http://localhost:3000");
    const { browser, program } = chooseBrowser(options.browser);
    const extension = builtFor(browser);
    if (!hasDisplay()) throw new UsageError("There is no display here: run this where a browser window can be shown.");
    const stored = storedToken(url);
    progress(`Opening ${browser} with a profile of its own.`);
    const shown = await openPanel(browser, { program, extension, url: url.href, stored });
    try {
      progress("The panel is the tab Sessionscope in DevTools (F12). Close the browser, or press Ctrl-C, to end.");
      // A terminal that is closed, or a supervisor, ends it as Ctrl-C does: the profile is removed.
      const stops = ["SIGTERM", "SIGHUP"].map((name) => once(process, name));
      const interrupted = signal.aborted ? undefined : once(signal, "abort");
      await Promise.race([shown.ended, interrupted, ...stops]);
    } finally {
      await shown.close();
    }
    return 0;
  },
};

/** @throws UsageError for what is no page on the web. */
function pageAt(given: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${given} is no address of a page. Example: npx sessionscope panel http://localhost:3000`);
}

/** @throws UsageError */
function chooseBrowser(asked: string | boolean | undefined): { browser: Browser; program: string } {
  const browser = asked === undefined ? browsers.find(lookFor) : browsers.find((each) => each === asked);
  if (browser === undefined) {
    const list = browsers.join(", ");
    throw new UsageError(
      asked === undefined
        ? `No browser is installed here. Install one of ${list}.`
        : `--browser takes one of ${list}, not "${asked}".`,
    );
  }
  try {
    return { browser, program: findBrowser(browser) };
  } catch (error) {
    throw error instanceof MissingBrowserError ? new UsageError(error.message) : error;
  }
}

/** @throws UsageError in a clone: there the panel is built when the package is packed. */
function builtFor(browser: Browser): string {
  const folder = fileURLToPath(new URL(`../../panel/${browser === "firefox" ? "firefox" : "chrome"}`, import.meta.url));
  if (existsSync(folder)) return folder;
  throw new UsageError("This copy of the package holds no build of the panel. In a clone, run npm start instead.");
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
