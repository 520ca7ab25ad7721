import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import sdk from "../../server-sdk/package.json" with { type: "json" };
import { bundledIn } from "../release/bill-of-materials.ts";
import { buildExtension, type Target } from "./build-extension.ts";
import { lintExtension, packageExtension } from "./package-extension.ts";
import { zipFolder } from "./zip-folder.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let dist: string;
let archives: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sessionscope-package-"));
  // As in a fresh clone, where there is no dist/ yet.
  dist = join(folder, "clone/dist");
  // As the stores' builds are made: in a test's own environment, JSX keeps the places of its source.
  vi.stubEnv("NODE_ENV", "production");
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
    ["chrome", "firefox", "source"].map((what) => `sessionscope-${what}-${sdk.version}.zip`),
  );
  for (const browser of ["chrome", "firefox"]) {
    const files = contents.find(([name]) => name.includes(browser))![1];
    // Chrome's store refuses a manifest with a key.
    const { key: _ofUnpacked, ...inStores } = await manifest(browser);
    expect(JSON.parse(strFromU8(files["manifest.json"]!))).toEqual(inStores);
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
    vi.stubEnv("TZ", undefined);
  }
});

test("an archive does not depend on when its files were written", async () => {
  const before = digest(await zipFolder(join(dist, "chrome")));
  await utimes(join(dist, "chrome/manifest.json"), new Date(2020, 1, 1), new Date(2020, 1, 1));
  expect(digest(await zipFolder(join(dist, "chrome")))).toBe(before);
});

test("Mozilla's linter finds neither errors nor warnings", async () => {
  expect(await lintExtension(join(dist, "firefox"))).toEqual({ errors: [], warnings: [] });
});

test("no text can become markup, in our code or in that of a library", async () => {
  const scripts = await readdir(join(dist, "chrome/assets"));
  for (const script of scripts.filter((name) => name.endsWith(".js"))) {
    const code = await readFile(join(dist, "chrome/assets", script), "utf8");
    expect(/\b(inner|outer)HTML\b|insertAdjacentHTML/.exec(code)?.[0], script).toBeUndefined();
  }
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

test("both archives hold the terms of every library in them", async () => {
  for (const browser of ["chrome", "firefox"]) {
    const notices = await readFile(join(dist, browser, "THIRD_PARTY.md"), "utf8");
    const sections = new Map(notices.split(/^## /m).map((section) => [/^\S+ \S+/.exec(section)?.[0], section]));
    for (const path of await bundledPackages(browser as Target)) {
      const { name, version } = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
      const file = (await readdir(path)).find((each) => /^licen[cs]e/i.test(each))!;
      expect(sections.get(`${name} ${version}`)).toContain((await readFile(join(path, file), "utf8")).trim());
    }
    expect(notices).toContain("Public Suffix List");
    expect(bundledIn(notices).map(({ name, version }) => `${name} ${version}`)).toHaveLength(sections.size - 2);
  }
});

/** The folders of the packages whose modules are in the build, by its source maps. */
async function bundledPackages(target: Target): Promise<ReadonlySet<string>> {
  const outDir = join(folder, "mapped", target);
  await buildExtension(target, { outDir, sourcemap: true });
  const found = new Set<string>();
  for (const name of await readdir(join(outDir, "assets"))) {
    if (!name.endsWith(".map")) continue;
    const { sources } = JSON.parse(await readFile(join(outDir, "assets", name), "utf8")) as { sources: string[] };
    for (const source of sources) {
      const at = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(resolve(outDir, "assets", source))?.[0];
      if (at !== undefined) found.add(at);
    }
  }
  expect(found.size).toBeGreaterThan(10);
  return found;
}

test("the archived sources build what is in the archive for Firefox", async ({ skip }) => {
  const { stdout } = await run("git", ["status", "--porcelain"], { cwd: repository });
  skip(stdout !== "", "the sources are those of the last commit, and there are changes since");
  const clone = join(folder, "reviewer");
  await unpack(archives[2]!, clone);
  await symlink(join(repository, "node_modules"), join(clone, "node_modules"), "junction");
  await run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--mode", "firefox"], { cwd: clone });
  await unpack(archives[1]!, join(folder, "unpacked"));
  const built = await zipFolder(join(clone, "dist/firefox"));
  expect(digest(built)).toBe(digest(await zipFolder(join(folder, "unpacked"))));
});

async function unpack(archive: string, into: string): Promise<void> {
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(archive)))) {
    if (name.endsWith("/")) continue;
    await mkdir(dirname(join(into, name)), { recursive: true });
    await writeFile(join(into, name), bytes);
  }
}

test("each browser gets its own half of the one manifest, with the version of the SDK in numbers", async () => {
  const [chrome, firefox] = [await manifest("chrome"), await manifest("firefox")];
  const [version] = sdk.version.split("-");
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(chrome).toMatchObject({ version, version_name: sdk.version, incognito: "split", key: expect.any(String) });
  expect(chrome).not.toHaveProperty("background");
  expect(chrome).not.toHaveProperty("browser_specific_settings");
  expect(firefox).toMatchObject({ version, background: { type: "module" } });
  expect(firefox.browser_specific_settings.gecko.id).toBe("devtools@sessionscope");
  for (const none of ["key", "version_name", "minimum_chrome_version", "incognito"])
    expect(firefox).not.toHaveProperty(none);
});
