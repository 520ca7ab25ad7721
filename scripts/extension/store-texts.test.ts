/** What the stores are told about the extension, in docs/store/, agrees with the extension. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../manifest.json" with { type: "json" };
import { code, textOf } from "../structure/repository.ts";

const headings = (page: string) => [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);

/** The texts of a listing, by their headings. */
const listing = (language: string) =>
  new Map(
    textOf(`docs/store/listing.${language}.md`)
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [heading = "", ...lines] = section.split("\n");
        return [heading, lines.join("\n").trim()] as const;
      }),
  );

test("every permission is explained, and no other", () => {
  const { permissions, host_permissions: hosts, optional_host_permissions: optional } = manifest;
  const asked = ["devtools_page", ...permissions, ...hosts, ...optional];
  const explained = headings(textOf("docs/store/permissions.md")).map((heading) => /^`(.+)`$/.exec(heading)?.[1]);
  expect(explained.filter((name) => name !== undefined).toSorted()).toEqual(asked.toSorted());
  // What else a manifest can ask for.
  const { optional_permissions, content_scripts } = manifest as Record<string, unknown>;
  expect([optional_permissions, content_scripts]).toEqual([undefined, undefined]);
});

test.each(["en", "de"])("the listing in %s has the manifest's words, in the stores' lengths", (language) => {
  const texts = listing(language);
  const messages = JSON.parse(textOf(`extension/public/_locales/${language}/messages.json`));
  expect([...texts.keys()]).toEqual(["Name", "Category", "Short description", "Description"]);
  expect(texts.get("Name")).toBe(messages.extensionName.message);
  expect(texts.get("Short description")).toBe(messages.extensionDescription.message);
  expect(messages.extensionDescription.message.length).toBeLessThanOrEqual(132);
  expect(texts.get("Description")!.length).toBeLessThanOrEqual(16_000);
  // Chrome's store shows text as it is.
  expect(texts.get("Description")).not.toMatch(/[*`#]|\]\(/);
});

test("the listings name each tab in the words of the panel", () => {
  for (const language of ["en", "de"]) {
    const messages = JSON.parse(textOf(`extension/public/_locales/${language}/messages.json`));
    const titles = code
      .filter(({ path }) => /^extension\/panel\/tabs\/\w+\/tab\.ts$/.test(path))
      .map(({ text }) => messages[/title: "(\w+)"/.exec(text)![1]!].message as string);
    const named = [
      ...listing(language)
        .get("Description")!
        .matchAll(/^- ([^:]+):/gm),
    ].map(([, name]) => name!);
    expect(named.toSorted(), language).toEqual(titles.toSorted());
  }
});

test("the privacy statement names all that the extension keeps, and Delete all deletes it", () => {
  const keys = code
    .filter(({ path }) => path.startsWith("extension/panel/"))
    .flatMap(({ text }) => [...text.matchAll(/^(?:export )?const (?:storage|options|sites)Key = "(\w+)";/gm)])
    .map(([, key]) => key!);
  const named = [...textOf("docs/store/privacy.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key!);
  expect(named.toSorted()).toEqual(keys.toSorted());
  // The options page has them as text: shared with the panel, the names would cost the panel's first load.
  const [, list = ""] = /^const everything = \[(.+)\];$/m.exec(textOf("extension/options-state.ts")) ?? [];
  const deleted = list.replace("snapshotsKey", '"snapshots"').replaceAll('"', "").split(", ");
  expect(deleted.toSorted()).toEqual(keys.toSorted());
});

test("only what the privacy statement names speaks to a network or a storage", () => {
  const speakers = code.filter(({ path, text }) => {
    if (!/^extension\/(?!playground\/)/.test(path) || /\.test\.|\/test-scene|\/fake\.ts$/.test(path)) return false;
    return /\bstorage\.(local|session|sync)\b|(=>|await|return|^)\s*fetch\((?!\$|\w+:)|XMLHttpRequest|WebSocket\(|sendBeacon|EventSource\(/m.test(
      text,
    );
  });
  expect(speakers.map(({ path }) => path)).toEqual([
    // The calls to the server of the page.
    "extension/panel/server/client.ts",
    // The cookie lab's loads, made by the page itself.
    "extension/platform/page-load.ts",
    // The storage; the calls for all.
    "extension/platform/panel-page.ts",
  ]);
});

/** Width and height, as its header says. */
function sizeOf(file: string): string {
  const png = readFileSync(join(import.meta.dirname, "../../docs/store", file));
  return `${png.readUInt32BE(16)} × ${png.readUInt32BE(20)}`;
}

test("the pictures have the sizes that the stores ask for", () => {
  const sizes: Readonly<Record<string, string>> = {
    "icon-128": "128 × 128",
    "icon-300": "300 × 300",
    "tile-440": "440 × 280",
    "tile-1400": "1400 × 560",
    ...Object.fromEntries(
      ["1-session", "2-cookies", "3-timeline", "4-store", "5-lab"].map((name) => [name, "1280 × 800"]),
    ),
  };
  for (const [name, size] of Object.entries(sizes)) expect(sizeOf(`images/${name}.png`), name).toBe(size);
});

test("the film of the README is animated, and under 2 MB", () => {
  const webp = readFileSync(join(import.meta.dirname, "../../docs/images/film.webp"));
  expect(webp.length).toBeLessThan(2_000_000);
  expect([webp.toString("latin1", 8, 12), webp.includes("ANIM")]).toEqual(["WEBP", true]);
});
