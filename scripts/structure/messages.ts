import { describe, expect, test } from "vitest";
import { code, files, textOf } from "./repository.ts";

describe("the panel's messages", () => {
  test("no two messages say the same", () => {
    const messages = JSON.parse(textOf("extension/public/_locales/en/messages.json")) as Record<
      string,
      { readonly message: string }
    >;
    const first = new Map<string, string>();
    const twice = Object.entries(messages).flatMap(([id, { message }]) => {
      const before = first.get(message);
      first.set(message, before ?? id);
      return before === undefined
        ? []
        : [`Messages ${before} and ${id} are both "${message}": use ${before} for both.`];
    });
    expect(twice).toEqual([]);
  });

  test("every language has the same messages, with the same placeholders", () => {
    type Messages = Readonly<Record<string, { readonly message: string; readonly placeholders?: object }>>;
    const locales = files.flatMap(
      (path) => /^extension\/public\/_locales\/(\w+)\/messages\.json$/.exec(path)?.[1] ?? [],
    );
    expect(locales).toContain("de");
    const messagesIn = (locale: string): Messages =>
      JSON.parse(textOf(`extension/public/_locales/${locale}/messages.json`));
    const contract = (locale: string) =>
      Object.entries(messagesIn(locale)).map(([id, { message, placeholders }]) => {
        const used = [...message.matchAll(/\$\w+\$/g)].map(([name]) => name).sort();
        return `${id} ${used} ${JSON.stringify(placeholders)}`;
      });
    for (const locale of locales) expect(contract(locale), `_locales/${locale}`).toEqual(contract("en"));
  });

  test("every message is in _locales/en and used, and every used one is there", () => {
    const messages = Object.keys(JSON.parse(textOf("extension/public/_locales/en/messages.json")) as object);
    const texts = [
      ...code.filter(({ path }) => path.startsWith("extension/")).map(({ text }) => text),
      textOf("manifest.json"),
    ];
    const all = texts.join("\n");
    expect(
      messages
        .filter((id) => !new RegExp(`["'\`]${id}["'\`]|__MSG_${id}__`).test(all))
        .map((id) => `Message ${id} is used nowhere: delete it.`),
    ).toEqual([]);
    const asked = new Set([...all.matchAll(/\btext\(\s*"([A-Za-z0-9_]+)"/g)].map(([, id]) => id!));
    expect(
      [...asked]
        .filter((id) => !messages.includes(id))
        .map((id) => `text("${id}") is not in _locales/en/messages.json.`),
    ).toEqual([]);
  });
});
