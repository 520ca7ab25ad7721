import fc from "fast-check";
import { expect, test } from "vitest";
import { inSentence, stretchesOf, visible } from "./visible.ts";

test.each([
  ["cart", "cart"],
  ["größe", "größe"],
  ["שלום", "שלום"],
  ["two\nlines\r\n", "two\\nlines\\r\\n"],
  ["a\0b\x1b[31m\x7f", "a\\u0000b\\u001b[31m\\u007f"],
  ["\u202enimda", "\\u202enimda"],
  ["a\u2066b\u2069", "a\\u2066b\\u2069"],
  ["a\u200bb\u200d\ufeff", "a\\u200bb\\u200d\\ufeff"],
  ["a\u2028b", "a\\u2028b"],
  ["\u3164", "\\u3164"],
  ["\ud800x", "\\ud800x"],
  ["\u{e0061}", "\\udb40\\udc61"],
  ["a b", "a b"],
])("%j is seen as %s", (text, seen) => {
  expect(visible(text)).toBe(seen);
});

test("the visible form is one line of visible characters from which the text can be told", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const seen = visible(text);
      expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(seen)).toBe(false);
      expect(
        stretchesOf(text)
          .map((stretch) => stretch.text)
          .join(""),
      ).toBe(seen);
      if (!text.includes("\\") && !text.includes('"')) expect(JSON.parse(`"${seen}"`)).toBe(text);
    }),
  );
});

test("isolates a right-to-left name in a sentence, exactly once", () => {
  expect(inSentence("cart")).toBe("cart");
  expect(inSentence("שם")).toBe("\u2068שם\u2069");
  const sentence = `Deleted ${inSentence("שם")}.`;
  expect(inSentence(sentence)).toBe(sentence);
  expect(inSentence("\u2068a\u202eb\u2069")).toBe("\u2068a\\u202eb\u2069");
  expect(inSentence("\u2069a\u2068")).toBe("\\u2069a\\u2068");
});
