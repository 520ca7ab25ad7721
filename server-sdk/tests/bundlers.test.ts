/** The packed package in the bundles of esbuild, Rollup and Vite; bundlers/next.test.ts has Next's. */

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltPackage, buildPackage } from "./built-package.ts";
import { driverSays, installDriver, installProject } from "./bundlers/bundled-project.ts";

let built: BuiltPackage;
let project: string;
let complaints: string;
beforeAll(() => {
  built = buildPackage();
  project = installProject(built, "small");
  complaints = execFileSync("sh", ["-c", `"${process.execPath}" bundle.js 2>&1`], { cwd: project, encoding: "utf8" });
});
afterAll(() => {
  for (const folder of [built.folder, join(project, "..")]) rmSync(folder, { recursive: true, force: true });
});

test("no bundler warns, because none looks for drivers that are not installed", () => {
  expect(complaints).toBe("");
});

describe.each(["esbuild", "rollup", "vite"])("%s", (bundler) => {
  test.each([
    ["es", "mjs"],
    ["cjs", "cjs"],
  ])(
    "as %s: the bundle runs without the package: sessions, debug endpoint, version and drivers",
    (format, extension) => {
      const elsewhere = join(project, "..", `elsewhere-${bundler}-${format}`);
      cpSync(join(project, "out", `${bundler}-${format}`), elsewhere, { recursive: true });
      installDriver(elsewhere, "pg");
      const run = (store: string) =>
        execFileSync(process.execPath, ["--no-warnings", `app.${extension}`, store], {
          cwd: elsewhere,
          encoding: "utf8",
        });
      const { version } = JSON.parse(readFileSync(join(built.package, "package.json"), "utf8"));
      expect(run("sqlite:./sessions.db")).toContain(`${version}: 1, 2\n`);
      expect(run("postgres://127.0.0.1:1/none")).toContain(driverSays);
      expect(run("redis://127.0.0.1:1")).toContain("npm install redis");
    },
  );
});
