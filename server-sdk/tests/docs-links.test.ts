/** Checks the links in the documents: each leads to an existing file and heading. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { pagesBelow } from "./docs/doc-blocks.ts";

const root = join(import.meta.dirname, "../..");
const pagesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const pages = [...pagesIn("."), ...pagesBelow("docs"), ...pagesIn("server-sdk"), ...pagesIn("examples")];

/** The page without its code blocks, in which `#` and `](` have other meanings. */
const prose = (page: string): string => readFileSync(join(root, page), "utf8").replace(/^```.*?^```$/gms, "");

/** The anchors of a page, as GitHub derives them from headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(page).matchAll(/^#+ (.+)$/gm)) {
    const text = heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = text;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${text}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The targets of links to files of the repository. */
const linksOf = (page: string): readonly string[] =>
  [...prose(page).matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].map(([, link]) => link!);

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
  if (!existsSync(target)) return true;
  return anchor !== undefined && !(target.endsWith(".md") && anchorsOf(relative(root, target)).has(anchor));
}

test("the documents contain pages with links", () => {
  expect(pages).toEqual(
    expect.arrayContaining(["README.md", "CONTRIBUTING.md", "server-sdk/README.md", "docs/guides/docker.md"]),
  );
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(90);
});

test("docs/guides.md leads to every guide", () => {
  const guides = pages.filter((page) => page.startsWith("docs/guides/"));
  expect(guides.length).toBeGreaterThan(15);
  const links = linksOf("docs/guides.md").map((link) => join("docs", link));
  expect(guides.filter((page) => !links.includes(page))).toEqual([]);
});

test.each(pages)("every link of %s leads somewhere", (page) => {
  expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
});

test("every link in the package's README also works on npm's page", () => {
  const page = "server-sdk/README.md";
  const { repository } = JSON.parse(readFileSync(join(root, "server-sdk/package.json"), "utf8"));
  const site = `${repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/`;
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !link.startsWith("#") && !link.startsWith(site))).toEqual([]);
  expect(links.filter((link) => isBroken("README.md", link.replace(site, "")))).toEqual([]);
});

test("reports a link to a missing file or heading as broken", () => {
  for (const link of ["stores.md", "stores.md#memorystore", "#the-cookie", "../server-sdk/src/index.ts", "images"]) {
    expect(isBroken("docs/settings.md", link), link).toBe(false);
  }
  for (const link of ["store.md", "stores.md#memory", "#cookies", "../src/index.ts", "../package.json#name"]) {
    expect(isBroken("docs/settings.md", link), link).toBe(true);
  }
});

test("each link from docs/security.md to a test names a test in that file", () => {
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

  test("names an existing test for every fault", () => {
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
