import { expect, test } from "vitest";
import { bytesOfText, textOfBytes } from "./header-text.ts";

const bytes = (text: string, label: string) => new TextDecoder(label).decode(new TextEncoder().encode(text));

test.each(["é€😀", "ß…„“", "ÁÍÏÐÝ", "日本"])("restores %s from its bytes", (text) => {
  expect(textOfBytes(bytes(text, "windows-1252"))).toBe(text);
  expect(textOfBytes(bytesOfText(text))).toBe(text);
  expect(textOfBytes(text)).toBe(text);
});

test("leaves text as the browser read it if the bytes are not UTF-8", () => {
  expect(textOfBytes("caf\u00e9")).toBe("caf\u00e9");
  expect(textOfBytes("\u00c3\u00c3")).toBe("\u00c3\u00c3");
  expect(textOfBytes("plain")).toBe("plain");
});
