import { expect, test } from "vitest";
import { editLine, textOf } from "./edit-attributes.ts";
import { parseSetCookie } from "./parse-line.ts";

test.each([
  [[{ set: "secure", to: true }], "a=b; Path=/; SameSite=None; Path=/x; [Secure]"],
  [[{ set: "samesite", to: "Lax" }], "a=b; Path=/; [SameSite=Lax]; Path=/x"],
  [[{ set: "path", to: "/" }], "a=b; [Path=/]; SameSite=None"],
  [[{ drop: "path" }], "a=b; SameSite=None"],
  [[{ name: "c" }], "[c=b]; Path=/; SameSite=None; Path=/x"],
  [[{ value: "x" }, { drop: "samesite" }], "[a=x]; Path=/; Path=/x"],
] as const)("the edits %j", (edits, expected) => {
  const stretches = editLine(parseSetCookie("a=b; Path=/; SameSite=None;Path=/x", "chromium"), edits);
  expect(stretches.map(({ text, added }) => (added ? `[${text}]` : text)).join("")).toBe(expected);
  expect(textOf(stretches)).toBe(expected.replaceAll(/[[\]]/g, ""));
});
