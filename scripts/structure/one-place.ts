import { describe, expect, test } from "vitest";
import { code, files, filesIn, sdk, textOf } from "./repository.ts";

const nameOf = (path: string) => path.replace(/^.*\//, "").replace(/\.tsx?$/, "");

describe("a new thing is one file and one line", () => {
  test("every store is in open-store.ts or opened by hand, and every module there exists", () => {
    const byHand = ["cached-database"];
    const listed = new Set(
      [...textOf(`${sdk}open-store.ts`).matchAll(/\.\/stores\/([a-z-]+)\.ts/g)].map(([, name]) => name!),
    );
    const stores = filesIn(`${sdk}stores/`).map(nameOf);
    expect(
      stores
        .filter((name) => !listed.has(name) && !byHand.includes(name))
        .map((name) => `stores/${name}.ts has no line in open-store.ts.`),
    ).toEqual([]);
    expect(
      [...listed]
        .filter((name) => !stores.includes(name))
        .map((name) => `open-store.ts names stores/${name}.ts, which is not there.`),
    ).toEqual([]);
  });

  test("the parts of a store are hidden from the package's exports", () => {
    const { exports } = JSON.parse(textOf("server-sdk/package.json")) as { exports: Record<string, unknown> };
    const parts = new Set(
      code
        .map(({ path }) => /^server-sdk\/src\/(stores|adapters|inspect|adopt)\/([^/]+)\//.exec(path))
        .filter((match) => match !== null)
        .map(([, room, name]) => (room === "adapters" ? `./${name}/*` : `./${room}/${name}/*`)),
    );
    const hidden = Object.keys(exports).filter((key) => exports[key] === null);
    expect(
      [...parts]
        .filter((part) => !hidden.includes(part))
        .map((part) => `server-sdk/package.json needs "${part}": null in exports.`),
    ).toEqual([]);
    expect(
      hidden.filter((part) => !parts.has(part)).map((part) => `exports hides "${part}", which is not there.`),
    ).toEqual([]);
  });

  test.each([
    ["stores", "store-suite"],
    ["adapters", "adapter-suite"],
  ])("every file in %s/ has a test that runs the %s", (room, suite) => {
    const missing = filesIn(`${sdk}${room}/`).filter((path) => {
      const text = textOf(path.replace(/\.ts$/, ".test.ts"));
      return !text.includes(suite) && !/signed-cookie|web-socket|passport|next/.test(path);
    });
    expect(missing.map((path) => `${path} has no test beside it that runs testing/${suite}.ts.`)).toEqual([]);
  });

  test("every tab folder has its five files and its line in tabs.ts", () => {
    const tabs = new Set(
      code.map(({ path }) => /^extension\/panel\/tabs\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
    );
    const listed = textOf("extension/panel/tabs.ts");
    const wrong = [...tabs].flatMap((tab) => [
      ...["tab.ts", "open.ts", "state.ts", "view.tsx", "style.css"]
        .filter((part) => !files.includes(`extension/panel/tabs/${tab}/${part}`))
        .map((part) => `tabs/${tab}/ has no ${part}.`),
      ...(listed.includes(`tabs/${tab}/tab.ts`) ? [] : [`panel/tabs.ts has no line for tabs/${tab}/.`]),
    ]);
    expect(wrong).toEqual([]);
  });

  test("margins, paddings and gaps take their lengths from the scale in tokens.css", () => {
    const sheets = files.filter((path) => /^extension\/.*\.css$/.test(path) && path !== "extension/grant.css");
    const length =
      /^\s*(?:margin|padding|gap|row-gap|column-gap)[a-z-]*: (?:[^;]*[^-\d.;])?(?:2|4|6|8|10|12|16|24)px/gm;
    const wrong = sheets.flatMap((path) =>
      [...textOf(path).matchAll(length)].map(([line]) => `${path}: ${line.trim()}`),
    );
    expect(wrong.map((line) => `${line}. Write var(--space-N): N times 2 px.`)).toEqual([]);
  });
});
