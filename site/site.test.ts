/** The site builds, needs no other host, and none of its links is dead: not to a page, not to a heading. `npm run test:long` runs it. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { pagesBelow } from "../server-sdk/tests/docs/doc-blocks.ts";

const root = join(import.meta.dirname, "..");
const dist = join(import.meta.dirname, "dist");
const pages = new Map<string, string>();

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts/docs-site.ts"), "build"], { cwd: root, stdio: "pipe" });
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".html")) pages.set(name, readFileSync(join(dist, name), "utf8"));
  }
}, 600_000);

const valuesOf = (html: string, attribute: string): readonly string[] =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value]) => value!.replaceAll("&amp;", "&"));

/** The file of the site that a link on this page leads to, and its anchor. */
function targetOf(page: string, link: string): readonly [file: string, anchor: string] {
  const [path = "", anchor = ""] = link.split("#");
  const at = path.startsWith("/") ? join(dist, path) : resolve(dist, dirname(page), path);
  const file = path === "" ? page : relative(dist, path.endsWith("/") ? join(at, "index.html") : at);
  return [file === "" ? "index.html" : file, decodeURIComponent(anchor)];
}

test("every page of docs/ is on it and in its sidebar, but for those of the extension's stores and of releases", () => {
  const written = pagesBelow("docs").filter((page) => !/^docs\/(store\/|releasing\.md)/.test(page));
  const made = written.map((page) => page.slice("docs/".length).replace(/md$/, "html"));
  const expected = made.map((name) => (name === "start.html" ? "index.html" : name));
  expect([...pages.keys()].filter((name) => name !== "404.html").sort()).toEqual(expected.sort());
  const links = new Set(valuesOf(pages.get("index.html")!, "href").map((link) => targetOf("index.html", link)[0]));
  expect(expected.filter((name) => !links.has(name))).toEqual([]);
});

test("no link is dead", () => {
  const dead: string[] = [];
  for (const [page, html] of pages) {
    for (const link of [...valuesOf(html, "href"), ...valuesOf(html, "src")]) {
      if (/^(https?:|mailto:|data:)/.test(link)) continue;
      const [file, anchor] = targetOf(page, link);
      if (!existsSync(join(dist, file))) dead.push(`${page}: ${link}`);
      else if (anchor && pages.has(file) && !valuesOf(pages.get(file)!, "id").includes(anchor))
        dead.push(`${page}: ${link}`);
    }
  }
  expect(dead).toEqual([]);
});

test("it loads nothing from elsewhere", () => {
  for (const html of pages.values()) {
    expect(html).not.toMatch(/<(script|img|link|iframe)[^>]+(src|href)="https?:/);
  }
});
