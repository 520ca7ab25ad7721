/** The Session tab with much in it. These tests count calls, and measure no time. */

import { expect, test } from "vitest";
import type { PlaygroundWindow } from "./page.ts";
import { type Session, sessionPages } from "./session-words.ts";

declare const window: PlaygroundWindow;

const at = sessionPages();

/** Counts the calls of functions in the panel's modules whose URL matches, while an action runs. */
async function callsIn({ page }: Session, modules: RegExp, act: () => Promise<unknown>): Promise<number> {
  const devtools = await page.createCDPSession();
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await devtools.send("Profiler.takePreciseCoverage");
  await act();
  const { result } = await devtools.send("Profiler.takePreciseCoverage");
  await devtools.detach();
  return result
    .filter(({ url }) => modules.test(url))
    .flatMap(({ functions }) => functions)
    .reduce((sum, { ranges }) => sum + ranges[0]!.count, 0);
}

test("a key in the JSON pane of 1 MB neither writes the value anew nor compares it line by line", async () => {
  await at({}, async (session) => {
    const text = "x".repeat(60);
    await session.change({ big: Array.from({ length: 9000 }, (_, id) => ({ id, name: `Item ${id}`, text })) });
    await session.select("big");
    await session.page.waitForFunction(() => (window.playground.jsonEditor()?.text.length ?? 0) > 1_000_000);
    await session.intoJson(0);
    await session.press("Enter");
    await session.reads("1 line changed,");
    const calls = await callsIn(session, /\/json\/(print|path|lines|diff)\.ts/, async () => {
      await session.press("Enter");
      await session.reads("2 lines changed,");
    });
    expect(calls).toBeLessThan(1000);
  });
});

test("a list of 60,000 is shown a thousand at a time, found by the filter and edited as JSON as a whole", async () => {
  await at({}, async (session) => {
    await session.change({ many: Array.from({ length: 60_000 }, (_, index) => `item ${index}`) });
    await session.select("many");
    await session.press("ArrowRight");
    await session.row("many[0]");
    await session.press("End");
    await session.reads("… 59,000 more");
    await session.accessible();
    await session.picture("more");
    await session.press("Enter");
    await session.focusIs("many[1000]");
    await session.reads("Type string");
    await session.press("End");
    await session.reads("… 58,000 more");
    await session.page.click("::-p-text(… 58,000 more)");
    await session.focusIs("many[2000]");
    await session.press("/");
    await session.type('"item 54321"');
    await session.row("many[54321]");
    await session.reads("1 of");
    await session.press("Escape");
    await session.press("Home");
    await session.select("many");
    await session.readsJson("item 59999");
  });
});

/** Bytes that scripts hold once the garbage is gone. */
async function heapOf({ page }: Session): Promise<number> {
  const devtools = await page.createCDPSession();
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return usedSize;
}

test("of a large value that changes while it is looked at, the panel keeps few of the texts it showed", async () => {
  await at({}, async (session) => {
    const change = async (first: number) => {
      await session.page.evaluate((id) => {
        const { server, sessionKey } = window.playground;
        const value = [id, ...Array.from({ length: 9000 }, (_, index) => ({ index, text: "x".repeat(90) }))];
        server.sessions.change(sessionKey, { big: value }, { method: "POST", path: "/cart/add" });
      }, first);
      if (first === 0) await session.select("big");
      await session.page.waitForFunction(
        (start) => window.playground.jsonEditor()?.text.startsWith(start) === true,
        {},
        `[\n  ${first},`,
      );
    };
    await change(0);
    const before = await heapOf(session);
    for (let id = 1; id <= 20; id++) await change(id);
    await session.page.waitForFunction(() => document.querySelector(".tree .m-chg") === null);
    // Twenty times 1 MB as it is stored, and 1.2 MB as it is shown.
    expect(await heapOf(session)).toBeLessThan(before + 15_000_000);
  });
});

test.each([400, 700, 900, 1400])("thirty levels deep, names can still be read, at a width of %i", async (width) => {
  await at({ width }, async (session) => {
    const deep = Array.from({ length: 30 }).reduce<unknown>((inner) => ({ a_name_of_a_level: inner }), 1);
    await session.change({ deep });
    await session.select("deep");
    await session.press("*");
    await session.page.waitForSelector(".tree [aria-level='31']");
    const seen = await session.page.$$eval(".tree .row .key", (keys) =>
      keys.map((key) => {
        const name = key.querySelector(".k")!;
        const [cell, inside] = [key.getBoundingClientRect(), name.getBoundingClientRect()];
        const guides = getComputedStyle(key, "::before");
        const over = Number.parseFloat(guides.left) + Number.parseFloat(guides.width);
        return {
          width: inside.width,
          whole: name.scrollWidth,
          out: Math.max(0, inside.right - cell.right),
          over: Math.max(0, over - (inside.left - cell.left)),
        };
      }),
    );
    await session.picture(`deep-${width}`);
    expect(seen.length).toBeGreaterThan(30);
    expect(seen.filter((name) => name.width < Math.min(name.whole - 1, 60) || name.out > 0 || name.over > 0)).toEqual(
      [],
    );
  });
});
