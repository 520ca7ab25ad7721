import { describe, expect, test } from "vitest";
import { files, filesIn, sdk, sources, textOf } from "./repository.ts";

describe("every promise leads to its tests", () => {
  const [, rest = ""] = textOf("docs/architecture.md").split("## The promises and their tests\n");
  const [table = ""] = rest.split("\n## ");
  const linked = new Set([...table.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path!));

  test("each test in the table is there", () => {
    const gone = [...linked].filter((path) => !files.includes(path));
    expect(gone.map((path) => `docs/architecture.md leads to ${path}, which is not there.`)).toEqual([]);
  });

  test("each file of a suite is in the table", () => {
    const suites = sources.filter(({ path, text }) => {
      const holds = /^server-sdk\/(src\/testing\/[a-z]+-suite|tests\/lifecycle)\/[^/]+\.ts$/.test(path);
      return holds && /^export const \w+(Tests|Cases): readonly /m.test(text) && !path.endsWith("/lifecycle/cases.ts");
    });
    expect(suites.length).toBeGreaterThan(30);
    const missing = suites.filter(({ path }) => !linked.has(path));
    expect(missing.map(({ path }) => `${path}: put it to its promise in docs/architecture.md.`)).toEqual([]);
  });

  test("each promise whose mutants are run has its row", async () => {
    const { mutants } = await import("../../server-sdk/tests/mutants/mutants.ts");
    const named = [
      "No lost updates",
      "No resurrection",
      "Saved before sent",
      "Nothing for nothing",
      "Keys are secrets",
    ];
    for (const promise of named) {
      expect(
        mutants.some((mutant) => mutant.promise.startsWith(promise)),
        promise,
      ).toBe(true);
      expect(table).toContain(`| ${promise}`);
    }
  });
});

describe("the documents agree with the code, both ways", () => {
  const headings = (page: string) =>
    new Set([...textOf(`docs/${page}`).matchAll(/^#+ `([^`]+)`/gm)].map(([, name]) => name!));

  test("docs/settings.md", async () => {
    const { settingRows } = await import("../../server-sdk/src/core/settings.ts");
    expect([...headings("settings.md")].sort()).toEqual(Object.keys(settingRows).sort());
  });

  test("docs/errors.md", () => {
    const codes = [...textOf(`${sdk}core/errors.ts`).matchAll(/readonly code = "([A-Z_]+)"/g)].map(([, name]) => name!);
    expect([...headings("errors.md")].sort()).toEqual(codes.sort());
  });

  test("docs/stores.md describes every store and every URL", async () => {
    const page = textOf("docs/stores.md");
    const classes = filesIn(`${sdk}stores/`).map((path) => /^export class (\w+Store) /m.exec(textOf(path))?.[1]);
    const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!).filter((name) => name !== "Your");
    expect(sections.sort()).toEqual(classes.sort());
    const { storeSchemes } = await import("../../server-sdk/src/open-store.ts");
    expect(
      storeSchemes
        .filter((scheme) => !page.includes(`\`${scheme}:`))
        .map((scheme) => `docs/stores.md does not mention ${scheme}:`),
    ).toEqual([]);
  });

  test("every error class is public", () => {
    const classes = [...textOf(`${sdk}core/errors.ts`).matchAll(/export (?:abstract )?class (\w+)/g)].map(
      ([, name]) => name!,
    );
    const index = textOf(`${sdk}index.ts`);
    expect(
      classes
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(index))
        .map((name) => `${name} is missing in index.ts.`),
    ).toEqual([]);
  });
});
