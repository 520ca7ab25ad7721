/** The panel asks for the token once per project, in the real DevTools of both browsers. */

import { afterEach, describe, expect, test, vi } from "vitest";
import { DemoApp, type DemoAppOptions } from "../../scripts/demo/demo-app.ts";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { button, row } from "./panel-words.ts";
import { sharedBrowser } from "./shared-browser.ts";
import type { View } from "./view.ts";

const field = { role: "textbox", name: "Token" };
const asks = "This server asks for its token";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const apps: DemoApp[] = [];
  const openBrowser = sharedBrowser(name);
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const app of apps.splice(0)) await app[Symbol.asyncDispose]();
  });

  const start = async (options: DemoAppOptions): Promise<DemoApp> => {
    const app = await DemoApp.open(options);
    apps.push(app);
    return app;
  };
  const openWithoutToken = ({ url }: DemoApp): Promise<TestBrowser> => openBrowser({ url });
  const enter = async (panel: View, text: string) => {
    await panel.reads(asks);
    await panel.fill(field, text);
    await panel.click(button("Connect"));
  };
  const tokenOf = ({ tokens, url }: DemoApp) => tokens[url]!.token;

  test("the line that the app printed is pasted once; after a restart the panel connects by itself", async () => {
    vi.stubEnv("CI", undefined);
    let printed = "";
    const app = await start({
      port: 0,
      print(text) {
        printed += text;
      },
    });
    const { panel } = await openWithoutToken(app);
    await enter(panel, printed.split("\n").find((line) => line.startsWith("Sessionscope: debug endpoint"))!);
    await panel.find(row("visits"));
    await app.stop();
    await panel.reads("stopped answering");
    await app.start();
    await panel.until("the server to be found", async () => !(await panel.text()).includes("stopped answering"));
    await panel.find(row("visits"));
  });

  test("another project at the same address asks for its own; each finds its own again", async () => {
    const one = await start({ port: 0 });
    const { panel, reload } = await openWithoutToken(one);
    await enter(panel, tokenOf(one));
    await panel.find(row("visits"));
    await one.stop();
    await panel.reads("stopped answering");
    const two = await start({ port: Number(new URL(one.url).port) });
    await reload();
    await enter(panel, tokenOf(two));
    await panel.find(row("visits"));
    expect(tokenOf(two)).not.toBe(tokenOf(one));

    for (const [from, to] of [
      [two, one],
      [one, two],
    ] as const) {
      await from.stop();
      await panel.reads("stopped answering");
      await to.start();
      await reload();
      await panel.until("the server to be found", async () => !(await panel.text()).includes("stopped answering"));
      await panel.find(row("visits"));
      // Not by its text: the live region holds the announcement of the previous page for up to two seconds.
      expect(await panel.has(field)).toBe(false);
    }
  });

  test("a refused token is not offered again; the options page lists what is kept, and forgets it", async () => {
    const app = await start({ port: 0 });
    const { panel, reload, opened } = await openWithoutToken(app);
    await enter(panel, "not-the-token-of-this-app");
    await panel.reads("The server did not accept that token");
    await reload();
    await panel.fill(field, tokenOf(app));
    await panel.click(button("Connect"));
    await panel.find(row("visits"));

    await panel.click(button("Options"));
    const options = await opened("options.html");
    await options.find({ role: "row", containing: app.tokens[app.url]!.server! });
    expect(await options.text()).not.toContain(tokenOf(app));
    await options.click(button(`Forget this token of ${app.url}`));
    await options.reads(`Forgot a token of ${app.url}.`);
    await options.reads("The panel asks once per project");
  });

  test("a token that a browser starts with need not be typed", async () => {
    const app = await start({ port: 0 });
    const { url, tokens } = app;
    const { panel } = await openBrowser({ url, tokens });
    await panel.find(row("visits"));
  });
});
