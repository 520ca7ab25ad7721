/** The panel's tree beside those of two peers, each with the same 10,000 keys, in a page of its own. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, preview } from "vite";
import type { Playground } from "../extension/playground/playground.tsx";
import { installPackages } from "../server-sdk/tests/inspect/installed-packages.ts";
import type { Measurement, PanelPage } from "./panel-page.ts";
import { median } from "./report.ts";

declare const window: { readonly playground: Playground; show(data: object): void };

const keys = 10_000;
const changes = 15;
const frames = 120;
/** Pixels that each frame scrolls. */
const step = 400;

interface Tree {
  readonly name: string;
  open(panel: PanelPage, served: string): Promise<unknown>;
  /** Runs in the page. `changed`: what the fourth key holds; the others hold the same each time. */
  readonly show: (count: number, changed: string) => void;
  /** An element that holds the fourth key's value, when it is shown. */
  readonly place: string;
  readonly scroller: string;
}

const peer = (name: string, address: string, scroller: string): Tree => ({
  name,
  open: ({ page }, served) => page.goto(served + address),
  show: (count, changed) =>
    window.show(
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`key_${at}`, at === 3 ? changed : `value ${at}`])),
    ),
  place: "#tree",
  scroller,
});

const trees: readonly Tree[] = [
  {
    name: "the panel",
    open: (panel) => panel.open("session"),
    show(count, changed) {
      const { server, sessionKey } = window.playground;
      const first = Array.from({ length: count }, (_, at) => [`key_${at}`, `value ${at}`]);
      const known = document.querySelector("[data-path='key_3']") !== null;
      const entries = Object.fromEntries(known ? [["key_3", changed]] : first);
      server.sessions.change(sessionKey, entries, { method: "POST", path: "/bench" });
    },
    place: "[data-path='key_3']",
    scroller: ".tree",
  },
  peer("react-json-tree, in ranges of 50", "react-json-tree.html", "html"),
  peer("react-json-tree, every row", "react-json-tree.html#all", "html"),
  peer("vanilla-jsoneditor", "vanilla-jsoneditor.html", ".jse-contents"),
];

export const treeColumns = [
  "10,000 keys",
  "kB read",
  "show, ms",
  "one changes, ms",
  "a scrolled frame, ms",
  "frames a second",
];

/** @param use opens a page for a measurement. @returns a row of the table for each tree. */
export async function treeRows(use: (measure: Measurement) => Promise<number>): Promise<string[][]> {
  const served = await servePeers();
  const rows: string[][] = [];
  for (const tree of trees) {
    let figures: readonly number[] = [];
    await use(async (panel) => {
      figures = await measureTree(panel, tree, served.address);
      return 0;
    });
    const [read, ...others] = figures.map((figure) => figure.toFixed(1));
    rows.push([tree.name, tree.place === "#tree" ? read! : "-", ...others]);
    console.error(rows.at(-1)!.join(" | "));
  }
  await served.close();
  return rows;
}

async function measureTree(panel: PanelPage, tree: Tree, served: string): Promise<number[]> {
  const { page } = panel;
  await tree.open(panel, served);
  await panel.measuring();
  const shown = (value: string) =>
    page.waitForFunction(
      (place, text) => document.querySelector(place)?.textContent?.includes(text) === true,
      {},
      tree.place,
      value,
    );
  const read = await bytesRead(panel);
  const show = await panel.cost(async () => {
    await page.evaluate(tree.show, keys, "value 3");
    await panel.rest();
  });
  if (tree.name.includes("ranges")) await page.click("#tree li");
  await shown("value 3");
  const costs: number[] = [];
  for (let change = 0; change < changes; change++) {
    costs.push(
      await panel.cost(async () => {
        await page.evaluate(tree.show, keys, `changed ${change}.`);
        if (tree.place !== "#tree") await shown(`changed ${change}.`);
      }),
    );
    await shown(`changed ${change}.`);
  }
  let seconds = 0;
  const scrolling = await panel.cost(async () => {
    seconds = await page.evaluate(scroll, tree.scroller, frames, step);
  });
  return [read / 1000, show, median(costs), scrolling / frames, frames / seconds];
}

/** Runs in the page. @returns the seconds that it took. */
async function scroll(scroller: string, count: number, by: number): Promise<number> {
  const element = document.querySelector(scroller)!;
  const began = performance.now();
  for (let frame = 0; frame < count; frame++) {
    element.scrollTop += by;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return (performance.now() - began) / 1000;
}

/** Of scripts and style sheets, compressed one by one. */
async function bytesRead({ page }: PanelPage): Promise<number> {
  const addresses = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const texts = await Promise.all(addresses.map(async (address) => (await fetch(address)).arrayBuffer()));
  return texts.reduce((sum, text) => sum + gzipSync(new Uint8Array(text)).length, 0);
}

async function servePeers() {
  const root = join(import.meta.dirname, "trees");
  installPackages(root);
  const outDir = mkdtempSync(join(tmpdir(), "sessionscope-trees-"));
  const input = ["react-json-tree", "vanilla-jsoneditor"].map((name) => join(root, `${name}.html`));
  const settings = { root, configFile: false, logLevel: "error" } as const;
  await build({ ...settings, build: { outDir, emptyOutDir: true, rolldownOptions: { input } } });
  const server = await preview({ ...settings, build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  return {
    address: server.resolvedUrls!.local[0]!,
    async close() {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
