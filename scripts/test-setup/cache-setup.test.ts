import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listFiles, readText } from "../source-tree.ts";

const commandLine = join(import.meta.dirname, "../../server-sdk/src/cli/main.ts");

/** The token of a new project, as a child process makes it. */
function newToken(): string {
  const project = mkdtempSync(join(tmpdir(), "sessionscope-project-"));
  onTestFinished(() => rmSync(project, { recursive: true }));
  const args = ["--conditions=@sessionscope/source", "--no-warnings", commandLine, "token"];
  return execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" }).trim();
}

function holds(cache: string, token: string): boolean {
  const folder = join(cache, "sessionscope");
  // A name with a dot is a draft, which another process may be about to remove.
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
  return files.some((name) => readFileSync(join(folder, name), "utf8").includes(token));
}

test("what a test starts keeps its token in the run's own folder, not in the user's cache", () => {
  const token = newToken();
  expect(holds(process.env.XDG_CACHE_HOME!, token)).toBe(true);
  expect(holds(join(homedir(), ".cache"), token)).toBe(false);
});

test("every configuration of Vitest sets that folder up", () => {
  const configurations = listFiles().filter((path) => /(^|\/)vitest\.config\.ts$/.test(path));
  const without = configurations.filter((path) => !readText(path).includes("scripts/test-setup/cache-setup.ts"));
  expect(without).toEqual([]);
});
