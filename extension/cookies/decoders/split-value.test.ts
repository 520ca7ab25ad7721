import { expect, test } from "vitest";
import type { Cookie } from "../cookie.ts";
import { exampleCookie } from "../fixtures/example-cookie.ts";
import { joinValue } from "./split-value.ts";

const cookie = (name: string, value: string, change: Partial<Cookie> = {}): Cookie =>
  exampleCookie({ name, value, ...change });
const alone = (value: string) => ({ value, companion: null, part: null });

test("the parts of a Supabase or Auth.js value are joined, whichever part is asked for", () => {
  const all = ["base64-eyJh", "Ijox", "fQ"].map((value, index) => cookie(`sb.${index}`, value));
  all.map((one, index) =>
    expect(joinValue(one, all)).toEqual({
      value: "base64-eyJhIjoxfQ",
      companion: null,
      part: { number: index + 1, of: 3 },
    }),
  );
});

test("the parts of an ASP.NET Core value are joined by the cookie that counts them", () => {
  const all = [
    cookie(".AspNetCore.Cookies", "chunks-2"),
    cookie(".AspNetCore.CookiesC2", "b"),
    cookie(".AspNetCore.CookiesC1", "a"),
  ];
  expect(all.map((one) => joinValue(one, all))).toEqual(
    [0, 2, 1].map((number) => ({ value: "ab", companion: null, part: { number, of: 2 } })),
  );
});

test("the signature in a cookie of its own is found", () => {
  const all = [cookie("sess", "e30="), cookie("sess.sig", "abc"), cookie("sess.sig", "other", { path: "/x" })];
  expect(joinValue(all[0]!, all)).toEqual({ value: "e30=", companion: "abc", part: null });
});

test.each([
  ["one part alone", [cookie("sb.0", "base64-eyJh")]],
  ["names that only end in numbers", [cookie("v.0", "1"), cookie("v.1", "2")]],
  ["a part that is missing", [cookie("sb.0", "base64-eyJh"), cookie("sb.2", "fQ")]],
  ["a part of another path", [cookie("sb.0", "base64-eyJh"), cookie("sb.1", "fQ", { path: "/x" })]],
  ["a count without all parts", [cookie("a", "chunks-2"), cookie("aC1", "x")]],
  ["a number past the count", [cookie("aC3", "x"), cookie("b", "chunks-1")]],
])("%s: the values stay apart", (_, all) => {
  for (const one of all) expect(joinValue(one, all)).toEqual(alone(one.value));
});
