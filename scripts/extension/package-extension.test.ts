import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import workspace from "../../package.json" with { type: "json" };
import { lintExtension, packageExtension } from "./package-extension.ts";
import { zipFolder } from "./zip-folder.ts";

let folder: string;
let dist: string;
let archives: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sessionscope-package-"));
  // As in a fresh clone, where there is no dist/ yet.
  dist = join(folder, "clone/dist");
  archives = await packageExtension(dist);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const manifest = async (browser: string) => JSON.parse(await readFile(join(dist, browser, "manifest.json"), "utf8"));
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("each archive holds its browser's build, or the sources", async () => {
  const contents = await Promise.all(
    archives.map(async (file) => [basename(file), unzipSync(await readFile(file))] as const),
  );
  expect(contents.map(([name]) => name)).toEqual(
    ["chrome", "firefox", "source"].map((what) => `sessionscope-${what}-${workspace.version}.zip`),
  );
  for (const browser of ["chrome", "firefox"]) {
    const files = contents.find(([name]) => name.includes(browser))![1];
    expect(JSON.parse(strFromU8(files["manifest.json"]!))).toEqual(await manifest(browser));
    expect(Object.keys(files)).toContain("panel/index.html");
  }
  expect(Object.keys(contents[2]![1])).toContain("extension/panel/index.html");
});

test("a second run, in another time zone, gives the same bytes", async () => {
  vi.stubEnv("TZ", new Date().getTimezoneOffset() === -540 ? "UTC" : "Asia/Tokyo");
  try {
    const again = await packageExtension(join(folder, "again"));
    const digests = (files: readonly string[]) => Promise.all(files.map(async (file) => digest(await readFile(file))));
    expect(await digests(again)).toEqual(await digests(archives));
  } finally {
    vi.unstubAllEnvs();
  }
});

test("an archive does not depend on when its files were written", async () => {
  const before = digest(await zipFolder(join(dist, "chrome")));
  await utimes(join(dist, "chrome/manifest.json"), new Date(2020, 1, 1), new Date(2020, 1, 1));
  expect(digest(await zipFolder(join(dist, "chrome")))).toBe(before);
});

test("Mozilla's linter finds no error, and no warning but the one every preact bundle gets", async () => {
  const { errors, warnings } = await lintExtension(join(dist, "firefox"));
  expect(errors).toEqual([]);
  expect(warnings.filter((warning) => !warning.startsWith("UNSAFE_VAR_ASSIGNMENT"))).toEqual([]);
});

test("what the panel shows first comes without what is needed later, such as the Public Suffix List and the editor", async () => {
  for (const browser of ["chrome", "firefox"]) {
    const page = await readFile(join(dist, browser, "panel/index.html"), "utf8");
    const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file!);
    const sizes = await Promise.all(scripts.map(async (file) => (await readFile(join(dist, browser, file))).length));
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(200_000);
  }
});

test("the build holds the licenses of its libraries", async () => {
  const terms = await readFile(join(dist, "chrome/licenses.md"), "utf8");
  for (const library of ["@codemirror/view", "preact", "tldts", "valibot", "webextension-polyfill"])
    expect(terms).toContain(`## ${library} `);
});

test("each browser gets its own half of the one manifest, with the version of the workspace", async () => {
  const [chrome, firefox] = [await manifest("chrome"), await manifest("firefox")];
  expect(chrome).toMatchObject({ version: workspace.version, incognito: "split", key: expect.any(String) });
  expect(chrome).not.toHaveProperty("background");
  expect(chrome).not.toHaveProperty("browser_specific_settings");
  expect(firefox).toMatchObject({ version: workspace.version, background: { type: "module" } });
  expect(firefox.browser_specific_settings.gecko.id).toBe("devtools@sessionscope");
  for (const none of ["key", "minimum_chrome_version", "incognito"]) expect(firefox).not.toHaveProperty(none);
});
