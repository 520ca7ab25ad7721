/** How much the browser reads before the panel shows something. A tab costs nothing until it is opened. */

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { beforeAll, expect, test, vi } from "vitest";

type File = Rolldown.OutputChunk | Rolldown.OutputAsset;

const files = new Map<string, File>();

beforeAll(async () => {
  // Vitest's own value would build what developers debug.
  vi.stubEnv("NODE_ENV", "production");
  const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));
  const built = await build({ configFile, mode: "chrome", logLevel: "silent", build: { write: false } });
  vi.unstubAllEnvs();
  for (const file of (built as Rolldown.RolldownOutput).output) files.set(file.fileName, file);
});

/** What is read with the module: scripts and style sheets. */
function filesOf(module: string): ReadonlySet<File> {
  const read = new Set<File>();
  const add = (file: File | undefined) => {
    if (file === undefined || read.has(file)) return;
    read.add(file);
    if (file.type === "chunk") {
      for (const name of [...file.imports, ...(file.viteMetadata?.importedCss ?? [])]) add(files.get(name));
    }
  };
  const first = [...files.values()].find((file) => file.type === "chunk" && file.facadeModuleId?.endsWith(module));
  expect(first, `the build begins a chunk at ${module}`).toBeDefined();
  add(first);
  return read;
}

/** Compressed one by one, in kB (1000 bytes). */
const size = (read: ReadonlySet<File>) =>
  [...read].reduce((sum, file) => sum + gzipSync(file.type === "chunk" ? file.code : file.source).length, 0) / 1000;

const frame = "extension/panel/index.html";

test("the frame alone stays under 48 kB", () => {
  expect(size(filesOf(frame))).toBeLessThan(48);
});

test.each([
  ["Session", 103],
  ["Timeline", 101],
  ["Snapshots", 95],
  ["Store", 102],
  ["Lab", 85],
  ["Cookies", 102],
])("the frame and the %s tab stay under %i kB", (tab, limit) => {
  const opened = filesOf(`panel/tabs/${tab.toLowerCase()}/open.ts`);
  expect(size(new Set([...filesOf(frame), ...opened]))).toBeLessThan(limit);
});

test("of a tab, the frame reads only what tab.ts says of it", () => {
  const modules = [...filesOf(frame)].flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const ofTabs = modules.filter((module) => module.includes("/panel/tabs/"));
  expect(ofTabs.map((module) => module.replace(/.*\//, ""))).toEqual(ofTabs.map(() => "tab.ts"));
  expect(ofTabs).not.toEqual([]);
});
