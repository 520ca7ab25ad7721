import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import workspace from "../package.json" with { type: "json" };
import { buildExtension } from "./build-extension.ts";
import { lintExtension } from "./package-extension.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sessionscope-package-"));
  await buildExtension("chrome", { outDir: join(folder, "chrome") });
  await buildExtension("firefox", { outDir: join(folder, "firefox") });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const manifest = async (browser: string) => JSON.parse(await readFile(join(folder, browser, "manifest.json"), "utf8"));

test("Mozilla's linter finds no error, and no warning but the one every preact bundle gets", async () => {
  const { errors, warnings } = await lintExtension(join(folder, "firefox"));
  expect(errors).toEqual([]);
  expect(warnings.filter((warning) => !warning.startsWith("UNSAFE_VAR_ASSIGNMENT"))).toEqual([]);
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
