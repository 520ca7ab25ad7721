/**
 * `npm start`: the demo app in an installed browser, with the extension in it and DevTools open on its panel.
 * `npm run dev`: the same, and both follow their sources.
 */

import { once } from "node:events";
import { parseArgs } from "node:util";
import {
  type Browser,
  browsers,
  findBrowser,
  hasDisplay,
  lookFor,
  MissingBrowserError,
} from "../server-sdk/src/cli/browsers/installed-browsers.ts";
import { openPanel, type Shown } from "../server-sdk/src/cli/browsers/open-panel.ts";
import { storedTokens } from "../tests/e2e/kept-tokens.ts";
import { type AppOptions, DemoApp, DemoAppError, folderOf } from "./demo/demo-app.ts";
import { DjangoShop, djangoFolder } from "./demo/django-app.ts";
import { type AppName, tour } from "./demo/tour.ts";
import { BuildError, buildExtension, type Target } from "./extension/build-extension.ts";
import { sourceChanges } from "./extension/source-changes.ts";
import { provideBrowsers } from "./test-setup/browsers.ts";

const usage = `npm start -- [options]

  --browser NAME     ${browsers.join(", ")}; otherwise the first of them that is installed
  --port NUMBER      where the demo app listens (3000)
  --no-browser       only the demo app
  --express-session  an app on express-session in place of the demo app
  --django           a shop on Django's own sessions in its place (port 8000)
  --watch            restart the demo app, or build and reload the extension, when a source changes
  --tour             walk through all tabs in headless Chromium and Firefox and leave screenshots
  --pictures         the same, and the pictures in docs/images are made anew
  --help             this text
`;

class UsageError extends Error {
  override readonly name = "UsageError";
}

const print = (text: string) => void process.stdout.write(text);
const say = (line: string) => print(`${line}\n`);

const interrupted = new AbortController();
let interruptedAt = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // One Ctrl-C may arrive twice: from the terminal and from npm. A later one ends the process at once.
    if (interrupted.signal.aborted && Date.now() - interruptedAt > 1000) process.exit(130);
    interruptedAt ||= Date.now();
    interrupted.abort();
  });
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  const ours = [UsageError, MissingBrowserError, BuildError, DemoAppError].some((kind) => error instanceof kind);
  process.stderr.write(`${ours ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
}

async function start(args: readonly string[]): Promise<void> {
  const { help, port, browser, noBrowser, tourOnly, pictures, watch, shown } = readArguments(args);
  if (help) return say(usage);
  const open = () => openApp(shown, { port, watch, print });
  if (noBrowser) return await serve(open);
  if (watch && !hasDisplay()) {
    throw new UsageError("There is no display here. For the demo app alone, run npm run dev -- --no-browser.");
  }
  if (tourOnly || !hasDisplay()) {
    if (!tourOnly) say("There is no display here, so this is the tour.");
    await provideBrowsers(say);
    return await tour(shown, { say, signal: interrupted.signal, pictures });
  }
  const chosen = browser ?? browsers.find((each) => lookFor(each) !== null);
  if (chosen === undefined) {
    throw new MissingBrowserError(
      `No browser is installed here. Install one of ${browsers.join(", ")}, or run npm start -- --no-browser.`,
    );
  }
  const program = findBrowser(chosen);
  say("Building the extension");
  const target = chosen === "firefox" ? "firefox" : "chrome";
  const extension = await buildExtension(target);
  await using app = await open();
  say(`Opening ${chosen}`);
  const panel = await openPanel(chosen, { program, extension, url: app.url, stored: storedTokens(app.tokens) });
  try {
    say("The panel is the tab Sessionscope in DevTools. Ctrl-C ends everything.");
    const ends = [panel.ended, app.ended, aborted(interrupted.signal)];
    await Promise.race(watch ? [...ends, followSources(target, panel)] : ends);
  } finally {
    await panel.close();
  }
}

/** Builds and reloads the extension whenever one of its sources changes, and reports a build that fails. */
async function followSources(target: Target, shown: Shown): Promise<void> {
  for await (const _change of sourceChanges(interrupted.signal)) {
    try {
      await buildExtension(target);
      await shown.reload();
      say("The extension was built and reloaded.");
    } catch (error) {
      say((error as Error).message);
    }
  }
}

function openApp(app: AppName, options: AppOptions): Promise<DemoApp | DjangoShop> {
  if (app === "django") return DjangoShop.open({ ...options, project: djangoFolder });
  return DemoApp.open({ ...options, example: app, project: folderOf(app) });
}

async function serve(open: () => Promise<DemoApp | DjangoShop>): Promise<void> {
  await using app = await open();
  say("Ctrl-C ends it.");
  await Promise.race([app.ended, aborted(interrupted.signal)]);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** @throws UsageError */
function readArguments(args: readonly string[]) {
  const parsed = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: {
          browser: { type: "string" },
          port: { type: "string" },
          "express-session": { type: "boolean", default: false },
          django: { type: "boolean", default: false },
          "no-browser": { type: "boolean", default: false },
          tour: { type: "boolean", default: false },
          pictures: { type: "boolean", default: false },
          watch: { type: "boolean", default: false },
          help: { type: "boolean", default: false },
        },
      }).values;
    } catch (error) {
      throw new UsageError(`${(error as Error).message}\n\n${usage}`);
    }
  })();
  const port = Number(parsed.port ?? (parsed.django ? 8000 : 3000));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${parsed.port}".`);
  }
  if (parsed.django && parsed["express-session"]) {
    throw new UsageError("--django and --express-session are two apps: choose one of them.");
  }
  const browser = browsers.find((each) => each === parsed.browser);
  if (parsed.browser !== undefined && browser === undefined) {
    throw new UsageError(`--browser takes one of ${browsers.join(", ")}, not "${parsed.browser}".`);
  }
  const shown: AppName = parsed.django ? "django" : parsed["express-session"] ? "express-session" : "shop";
  return {
    help: parsed.help,
    port,
    browser: browser satisfies Browser | undefined,
    noBrowser: parsed["no-browser"],
    tourOnly: parsed.tour || parsed.pictures,
    shown,
    pictures: parsed.pictures,
    watch: parsed.watch,
  };
}
