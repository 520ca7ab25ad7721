import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compact } from "../json/print.ts";
import type { Content } from "./decoders/content.ts";
import { decode, momentsOf } from "./decoders.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const base64url = (text: string) => Buffer.from(text).toString("base64url");
const jwt = `${base64url('{"alg":"RS256","kid":"demo"}')}.${base64url('{"sub":"42","exp":1795434603}')}.c2ln`;
/** A content to compare: JSON as its value. */
const said = (content: Content): unknown => {
  if (content.kind === "sealed" || content.kind === "bytes") return content;
  return content.kind === "text" ? content.text : JSON.parse(compact(content.json.text, content.json.node));
};
const ada = { user: "ada", n: 1 };
const apples = { cart: Array(30).fill("apple") };

test.each([
  // Plain text is not decoded.
  ["dark", [], "dark"],
  ["", [], ""],
  ["GA1.1.1844674407.1795430043", [], "GA1.1.1844674407.1795430043"],
  ["k3v9qTz8Lw4nRb1yXe7uHs5mPc0ax2q7", [], "k3v9qTz8Lw4nRb1yXe7uHs5mPc0ax2q7"],
  ["9fKq2vW0sYtB7nLxD4hJ8gRz1cMpE6aQ", [], "9fKq2vW0sYtB7nLxD4hJ8gRz1cMpE6aQ"],
  ["100%25 wool", ["URL"], "100% wool"],
  ["50%zz", [], "50%zz"],
  ['"en-GB"', ["JSON"], "en-GB"],
  ['"a\\q"', ["quotes"], "a\\q"],
  ["{broken", [], "{broken"],
  ["%7B%22n%22%3A3%2C%22total%22%3A71%7D", ["URL", "JSON"], { n: 3, total: 71 }],
  [base64('{"theme":"dark"}'), ["base64", "JSON"], { theme: "dark" }],
  [base64url('{"t":"???>>>"}'), ["base64url", "JSON"], { t: "???>>>" }],
  [encodeURIComponent(base64('{"theme":"dark!"}')), ["URL", "base64", "JSON"], { theme: "dark!" }],
  [base64("hello, world"), ["base64"], "hello, world"],
  ['j:{"a":[1]}', ["Express", "JSON"], { a: [1] }],
  ["s%3A42.Hq0vPz7kJr2dW9nYtLbXc4", ["URL"], "s:42.Hq0vPz7kJr2dW9nYtLbXc4"],
  ["s:tobi.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI", ["Express"], "tobi"],
  // Made by Django 5.2.
  ["e30:1x8elk:RCpwTFz5So9UFMs_IAVacf6-yaNBKIM6fTfyba0S0fM", ["Django", "base64url", "JSON"], {}],
  [
    ".eJyrVkpOLCpRsopWSiwoyElV0hkhdGwtAKpOTuk:1x8elk:hBEncnrJjj9zafo88fQP9JUk2ADDvjW19KTyGIXLf68",
    ["Django", "base64url", "zlib", "JSON"],
    apples,
  ],
  ["light:1x8elk:zvlKEtT5d5E9PTJOO9Lt1T9Z8bgYb2qAHsOAEcs4HeU", ["Django"], "light"],
  ["light:zvlKEtT5d5E9PTJOO9Lt1T9Z8bgYb2qAHsOAEcs4HeU", ["Django"], "light"],
  // Made by itsdangerous 2.2 as Flask uses it.
  ["eyJ1c2VyIjoiYWRhIiwibiI6MX0.awSlVg.wQtRJuEQkiGr37Ap0DeJ833-8nA", ["Flask", "base64url", "JSON"], ada],
  [
    ".eJyrVkpOLCpRsopWSiwoyElV0hkhdGwtAKpOTuk.awSlVg.O3n7qv8LjBt2mapt-sHqjZpXYL4",
    ["Flask", "base64url", "zlib", "JSON"],
    apples,
  ],
  [jwt, ["JWT", "base64url", "JSON"], { sub: "42", exp: 1795434603 }],
  [`Bearer%20${jwt}`, ["URL"], `Bearer ${jwt}`],
])("%.60s", async (value, layers, expected) => {
  const decoded = await decode(value);
  expect(decoded.layers).toEqual(layers);
  expect(said(decoded.content)).toEqual(expected);
});

test("JSON keeps its text: no number is rounded and no member moves", async () => {
  const written = '{"b":12345678901234567890,"2":1.50,"1":0.1000,"a":"\\u00e9"}';
  for (const value of [
    written,
    base64(written),
    `${base64url('{"alg":"none","2":1e2,"1":1}')}.${base64url(written)}.`,
  ]) {
    const { content, header } = await decode(value);
    expect(content).toMatchObject({ kind: "json", json: { text: written } });
    if (header) expect(compact(header.text, header.node)).toBe('{"alg":"none","2":1e2,"1":1}');
  }
});

test("a JWT shows its header and when it ends", async () => {
  const decoded = await decode(jwt);
  expect(decoded.header?.text).toBe('{"alg":"RS256","kid":"demo"}');
  expect([...momentsOf(decoded.content)]).toEqual([["exp", 1795434603000]]);
  expect(decoded.signed).toMatchObject({ scheme: "jwt", algorithm: "RS256", signature: "c2ln" });
});

test("an encrypted value is called sealed", async () => {
  const jwe = [base64url('{"alg":"dir","enc":"A256GCM"}'), "", "aXY", "Y2lwaGVy", "dGFn"].join(".");
  expect(await decode(jwe)).toMatchObject({ layers: ["JWE", "base64url"], content: { kind: "sealed" } });
  const iron = "Fe26.2*1*0a1b*c2FsdA*aXY*Y2lwaGVy*1795434603000*aa*bWFj~2";
  expect(await decode(iron)).toMatchObject({ layers: ["iron"], content: { kind: "sealed" } });
});

test("the timestamp of a Django signature is shown", async () => {
  expect((await decode("e30:1x8elk:RCpwTFz5So9UFMs_IAVacf6-yaNBKIM6fTfyba0S0fM")).signed).toMatchObject({
    scheme: "django",
    algorithm: "HMAC-SHA256",
    text: "e30:1x8elk",
    at: expect.any(Number),
  });
});

test("cookie-session is recognised by the cookie with its signature", async () => {
  const value = base64('{"views":3,"x":1}');
  expect((await decode(value, "4zdOgbqAZjxc4HdLu9mJo6QCm7g")).layers).toEqual(["cookie-session", "base64", "JSON"]);
  expect((await decode(value, "not a signature")).layers).toEqual(["base64", "JSON"]);
});

test("a session sealed by SignedCookieStore is opened unless it is encrypted", async () => {
  const text = '{"user":"ada","cart":[1,2,3]}';
  const frame = (format: number, content: Buffer) =>
    Buffer.concat([Buffer.from([format, 1, 2, 3, 4]), content, Buffer.alloc(32, 7)]).toString("base64url");
  const content = { kind: "json", json: { text } };
  expect(await decode(frame(1, Buffer.from(text)))).toMatchObject({
    layers: ["Sessionscope", "base64url", "JSON"],
    content,
  });
  const deflated = frame(0x21, deflateRawSync(text));
  expect(await decode(deflated)).toMatchObject({ layers: ["Sessionscope", "base64url", "zlib", "JSON"], content });
  expect((await decode(frame(0x11, Buffer.from(text)))).layers).toEqual([]);
});

test("a value that would inflate to gigabytes is not inflated", async () => {
  const bomb = `.${deflateSync(JSON.stringify("a".repeat(20_000_000))).toString("base64url")}:1x8elk:${"x".repeat(43)}`;
  expect((await decode(bomb)).layers).toEqual(["Django"]);
});

test("deep nesting is decoded to a limit, and no value makes decoding fail", async () => {
  let nested = "a?";
  for (let round = 0; round < 30; round++) nested = encodeURIComponent(nested);
  expect((await decode(nested)).layers).toHaveLength(8);
  const piece = fc.constantFrom(".", ":", "s:", "j:", "%7B", '"', "{", "eyJhbGciOiJub25lIn0", "Fe26.2*", "=", "x");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), async (pieces) => {
      expect((await decode(pieces.join(""))).layers.length).toBeLessThanOrEqual(12);
    }),
  );
});
