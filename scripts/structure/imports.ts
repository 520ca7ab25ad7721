import { describe, expect, test } from "vitest";
import { extensionImports } from "./extension-imports.ts";
import type { ImportRule } from "./import-rule.ts";
import { code, sdk, sources } from "./repository.ts";
import { core, sdkImports } from "./sdk-imports.ts";

function allowed(rule: ImportRule, imported: string): boolean {
  return rule.may.some((pattern) => pattern.test(imported)) || /\.(css|html)$/.test(imported);
}

describe("imports go one way", () => {
  test.each([...sdkImports, ...extensionImports].map((rule) => [String(rule.from), rule] as const))("%s", (_, rule) => {
    const wrong = code
      .filter(({ path }) => rule.from.test(path))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => !allowed(rule, name)).map((name) => `${path} imports ${name}. ${rule.instead}`),
      );
    expect(wrong).toEqual([]);
  });

  test("no file imports itself by way of others, types included", () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
    const circles: string[] = [];
    const done = new Set<string>();
    const follow = (path: string, way: readonly string[]) => {
      if (way.includes(path)) {
        const circle = [...way.slice(way.indexOf(path)), path].join(" → ");
        circles.push(`${circle}. Give what both sides need a file that imports neither.`);
      } else if (!done.has(path)) {
        for (const name of importsOf.get(path) ?? []) follow(name, [...way, path]);
        done.add(path);
      }
    };
    for (const path of importsOf.keys()) follow(path, []);
    expect(circles).toEqual([]);
  });

  test("a store imports the core, its own parts and its driver, never another store", () => {
    const stores = code.filter(({ path }) => path.startsWith(`${sdk}stores/`));
    const composed = new Map([["cached-database", ["database", "cache"]]]);
    const wrong = stores.flatMap(({ path, imports }) => {
      const own = storeNameOf(path);
      return imports
        .filter((name) => name.startsWith(sdk) && !core.test(name))
        .filter((name) => storeNameOf(name) !== own && !composed.get(own)?.includes(storeNameOf(name)))
        .map((name) => `${path} imports ${name}. A store shares code with another only through core/.`);
    });
    expect(wrong).toEqual([]);
  });

  test("a bridge imports the contract, the base and its own parts, never another bridge", () => {
    // One library for several frameworks.
    const sameLibrary = new Map([["next-auth", "auth-js"]]);
    const bridgeOf = (path: string) => /^server-sdk\/src\/inspect\/(?!base\/|bridge\.ts)([^/.]+)/.exec(path)?.[1];
    const wrong = code
      .filter(({ path }) => path.startsWith(`${sdk}inspect/`))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => bridgeOf(name) !== undefined && bridgeOf(name) !== bridgeOf(path))
          .filter((name) => bridgeOf(name) !== sameLibrary.get(bridgeOf(path) ?? ""))
          .map((name) => `${path} imports ${name}. What two bridges share belongs in inspect/base/.`),
      );
    expect(wrong).toEqual([]);
  });

  test("the extension knows the protocol file and nothing else of the SDK", () => {
    const wrong = code
      .filter(({ path }) => path.startsWith("extension/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => /^server-sdk\/|^sessionscope(?!\/protocol$)/.test(name))
          .map((name) => `${path} imports ${name}. Only "sessionscope/protocol" is shared.`),
      );
    expect(wrong).toEqual([]);
  });

  test("a tab imports no other tab", () => {
    const tabOf = (path: string) => /^extension\/panel\/tabs\/([^/]+)\//.exec(path)?.[1];
    const wrong = code.flatMap(({ path, imports }) => {
      const own = tabOf(path);
      if (own === undefined) return [];
      return imports
        .filter((name) => tabOf(name) !== undefined && tabOf(name) !== own)
        .map((name) => `${path} imports ${name}. What two tabs share belongs in panel/state.ts or widgets/.`);
    });
    expect(wrong).toEqual([]);
  });

  test("the layers of the Session tab import downwards", () => {
    const room = /^extension\/panel\/(tabs\/)?session\//;
    const layers = [
      /^panel\/session\/session-source\.ts$/,
      /^panel\/session\/known\//,
      /^panel\/session\/edits\//,
      /^panel\/session\/shown-session\.ts$/,
      /^panel\/session\/(tree|json)\//,
      /^panel\/tabs\/session\/whole\//,
      /^panel\/tabs\/session\/state\.ts$/,
      /^panel\/tabs\/session\/(bar|tree|detail)\//,
      /^panel\/tabs\/session\/(view|open|tab)\.tsx?$/,
    ];
    const layerOf = (path: string) => layers.findIndex((layer) => layer.test(path.slice("extension/".length)));
    const wrong = code
      .filter(({ path }) => room.test(path) && !path.endsWith("test-scene.ts"))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => room.test(name) && /\.tsx?$/.test(name) && layerOf(name) > layerOf(path))
          .map((name) => `${path} imports ${name}. An edit goes down by calls and comes back as signals.`),
      );
    expect(wrong).toEqual([]);
  });

  test("only extension/platform/ and the extension's own small pages speak to the browser", () => {
    const outside = code.filter(({ path }) => /^extension\/(?!platform\/|background|devtools|grant)/.test(path));
    const wrong = outside.filter(
      ({ text, imports }) =>
        imports.includes("webextension-polyfill") ||
        /\b(chrome|browser)\.(runtime|devtools|cookies|storage|permissions|tabs|i18n)\b/.test(text),
    );
    expect(
      wrong.map(({ path }) => `${path} uses a browser API. Add a member to Platform (extension/platform/platform.ts).`),
    ).toEqual([]);
  });

  test("examples, benchmarks and end-to-end tests use the packages by their public names", () => {
    const wrong = sources
      .filter(({ path }) => /^(examples|bench|tests)\//.test(path))
      .flatMap(({ path, imports }) =>
        imports
          // Browsers are found and started in one place, for `sessionscope panel` and for tests; no app imports that.
          .filter((name) => /^server-sdk\/src\/(?!cli\/browsers\/)/.test(name))
          .map((name) => `${path} imports ${name}. Import "sessionscope/…" as an app does.`),
      );
    expect(wrong).toEqual([]);
  });
});

function storeNameOf(path: string): string {
  return /^server-sdk\/src\/stores\/([^/.]+)/.exec(path)?.[1] ?? path;
}
