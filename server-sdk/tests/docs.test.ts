/** The TypeScript in the documents: all of it compiles, and what can run is run. */

import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));

function blocksOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
}

/** Writes each block as a file of a project of its own: pages declare the same things differently. */
function projectOf(page: string, blocks: readonly string[]): string {
  const project = join(folder, page.replaceAll(/[/.]/g, "-"));
  mkdirSync(project);
  const options = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: ["."], exclude: [] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  for (const [index, code] of blocks.entries()) {
    // As in an app, where the package is imported somewhere: only then can it be augmented.
    writeFileSync(join(project, `block-${index}.ts`), `${code}\nimport type {} from "sessionscope";\n`);
  }
  return project;
}

const run = promisify(execFile);
const node = (...args: string[]) =>
  run(process.execPath, ["--no-warnings", "--conditions=@sessionscope/source", ...args], { cwd: folder });

test.each([
  ["README.md", 1],
  ["server-sdk/README.md", 1],
  ["docs/testing.md", 4],
  ["docs/stores.md", 0],
  ["docs/frameworks.md", 1],
  ["docs/coming-from-express-session.md", 2],
])("what %s shows compiles", (page, least) => {
  const blocks = blocksOf(page);
  expect(blocks.length).toBeGreaterThanOrEqual(least);
  if (blocks.length === 0) return;
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", projectOf(page, blocks)], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});

test("a link from docs/security.md to a test leads to one of that name", () => {
  const page = readFileSync(join(root, "docs/security.md"), "utf8");
  const links = [...page.matchAll(/\[([^\]]+)\]\(([^)]+\.ts)\)/g)].map(([, name, to]) => [name!, to!] as const);
  const broken = links.filter(([name, to]) => {
    const target = join(root, "docs", to);
    return !existsSync(target) || !readFileSync(target, "utf8").includes(name);
  });
  expect(broken).toEqual([]);
  const unfinished = page.split("\n").filter((line) => /^\|.*\| *\|/.test(line));
  expect(unfinished).toEqual([]);
  expect(links.length).toBeGreaterThan(60);
});

describe("docs/reliability.md", () => {
  const rows = readFileSync(join(root, "docs/reliability.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (fault|---) /.test(line));

  test("says of every fault where it is tested, and there it is", () => {
    expect(rows.length).toBeGreaterThan(20);
    const broken = rows.filter((row) => {
      const where = row.split(" | ").at(-1)!;
      const files = [...where.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!);
      return files.length === 0 || !files.every((file) => existsSync(join(root, "docs", file)) && holdsTests(file));
    });
    expect(broken).toEqual([]);
  });

  /** A test file, or a list of tests that several of them run. */
  function holdsTests(file: string): boolean {
    return /\.test\.ts$|^\.\.\/examples\/drive-example\.ts$|\/testing\/adapter-suite\/[a-z-]+\.ts$/.test(file);
  }
});

test("links from documents to the code lead to a file", () => {
  const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((page) => `docs/${page}`)];
  const broken = pages
    .filter((page) => page.endsWith(".md"))
    .flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
        .map(([, to]) => to!)
        .filter((to) => !existsSync(join(root, dirname(page), to)))
        .map((to) => `${page}: ${to}`),
    );
  expect(broken).toEqual([]);
});

describe("what docs/testing.md shows passes under node:test", () => {
  const blocks = blocksOf("docs/testing.md");
  const project = join(folder, "run-testing");
  mkdirSync(project);
  test.each(blocks.map((code, index) => [/test\("([^"]+)/.exec(code)?.[1] ?? `block ${index}`, code, index] as const))(
    "%s",
    async (_, code, index) => {
      const file = join(project, `block-${index}.ts`);
      writeFileSync(file, code);
      const { stdout } = await node("--test", "--test-reporter=tap", file);
      expect(stdout).toMatch(/^# fail 0$/m);
      expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(0);
    },
  );
});

test("the quick start of README.md counts visits, and keeps them over a login", async () => {
  const [code] = blocksOf("README.md");
  const visit = `
const server = app.listen(0, async () => {
  const origin = "http://127.0.0.1:" + server.address().port;
  let cookie = "";
  for (const [method, path] of [["GET", "/"], ["GET", "/"], ["POST", "/login"], ["GET", "/"]]) {
    const answer = await fetch(origin + path, { method, headers: { cookie }, redirect: "manual" });
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    console.log(method, path, answer.status, await answer.text());
  }
  server.close();
  server.closeAllConnections();
  await sessions.close();
});`;
  expect(code).toContain("app.listen(3000);");
  const file = join(folder, "quick-start.ts");
  writeFileSync(file, code!.replace("app.listen(3000);", visit));
  const { stdout } = await node(file);
  // The debug endpoint says where it is, first.
  expect(stdout.split("\n").filter((line) => /^(GET|POST)/.test(line))).toEqual([
    "GET / 200 Visit 1",
    "GET / 200 Visit 2",
    "POST /login 302 Found. Redirecting to /",
    "GET / 200 Visit 3",
  ]);
});
