import { describe, expect, test } from "vitest";
import { lineLimit, longFiles } from "../long-files.ts";
import { code, files, sdk, sources } from "./repository.ts";

test("durations say their unit", () => {
  const unnamed = /\bconst (\w*(?:imeout|ifetime|nterval|ause|atience|elay|race)(?:[A-Z]\w*)?)(?<!Ms|Seconds) = \d/g;
  const rooms = code.filter(({ path }) => /^server-sdk\/src\/(core|stores|adapters|cli)\//.test(path));
  const wrong = rooms.flatMap(({ path, text }) =>
    [...text.matchAll(unnamed)].map(([, name]) => `${path}: ${name} of what? End the name in Ms or Seconds.`),
  );
  expect(wrong).toEqual([]);
});

test("Node 22.13 runs the SDK's source as it is", () => {
  const wrong = code.filter(({ path, text }) => path.startsWith(sdk) && /^\s*(await )?using \w+ =/m.test(text));
  expect(
    wrong.map(({ path }) => `${path} has a using declaration, which Node 22.13 cannot read: use try and finally.`),
  ).toEqual([]);
});

describe("every file stands where its name says", () => {
  test("no folder is a drawer", () => {
    const drawers = files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)\//.test(path));
    expect(drawers.map((path) => `${path}: name the folder after what is in it.`)).toEqual([]);
  });

  test("no default exports, but where a tool demands one", () => {
    const wrong = sources.filter(
      ({ path, text }) =>
        /^export default /m.test(text) && !/(^|\/)((vite|vitest)\.config|\.vitepress\/config)\.ts$/.test(path),
    );
    expect(wrong.map(({ path }) => `${path} has a default export: name what it exports.`)).toEqual([]);
  });

  test("only the two entry points re-export", () => {
    const entries = [`${sdk}index.ts`, `${sdk}testing/index.ts`];
    const wrong = sources.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path) && !entries.includes(path));
    expect(wrong.map(({ path }) => `${path}: import from the file that holds the thing.`)).toEqual([]);
  });

  test("names are kebab-case", () => {
    const odd = code.filter(({ path }) => !/^[a-z0-9.-]+\.tsx?$/.test(path.replace(/^.*\//, "")));
    expect(odd.map(({ path }) => `${path}: name it in kebab-case, after what it holds.`)).toEqual([]);
  });

  test("no file holds more than one thing's worth of lines", () => {
    const linesOf = new Map(code.map(({ path, text }) => [path, text.trimEnd().split("\n").length]));
    const long = [...linesOf].filter(([path, lines]) => lines > (longFiles[path] ?? lineLimit));
    expect(long.map(([path, lines]) => `${path} has ${lines} lines: what is its second thing?`)).toEqual([]);
    const short = Object.keys(longFiles).filter((path) => (linesOf.get(path) ?? 0) <= lineLimit);
    expect(short.map((path) => `${path} is not long any more: take it out of scripts/long-files.ts.`)).toEqual([]);
  });
});
