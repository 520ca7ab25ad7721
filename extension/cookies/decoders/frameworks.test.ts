/** Cookies as libraries made them; what no library made is made here by the format's own description. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { compact } from "../../json/print.ts";
import { decode } from "../decoders.ts";
import { checkSignature, isCheckable } from "./signature.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const base64url = (text: string) => Buffer.from(text).toString("base64url");
const said = async (value: string) => {
  const { layers, content } = await decode(value);
  if (content.kind !== "json") return { layers, content };
  return { layers, json: compact(content.json.text, content.json.node) };
};

/** ASP.NET Core Data Protection: a magic number, the id of a key, then what is encrypted. */
const protectedValue = Buffer.concat([Buffer.from("09f0c9f0", "hex"), Buffer.alloc(16, 7), Buffer.alloc(80, 0xa5)]);

test.each([
  ["ASP.NET Core", ["ASP.NET Core"], protectedValue.toString("base64url")],
  // ActionDispatch's cookie jar, AES-256-GCM and AES-256-CBC.
  [
    "Rails",
    ["URL", "Rails"],
    encodeURIComponent(
      "abxxvzLZo1CJThoV6j/osZvedL1AvrK0Y/W2JT+s7bZarQYeO/AEp5+4cs06F0Fi562793nyhtnhTy1Gyb1NRpg+AVpR8RGDbVsA8Lz2C44b3yqL+He/zckn3wNKMLE4magJWcr/PE6Aec1BHg==--thQ+jQ+gcaDZ7dgD--O6pvoxLfEqVnp9zVyU0Gdg==",
    ),
  ],
  [
    "Rails",
    ["Rails"],
    "Y1RaazU2ZzFlTkl2TkJ2V0RwNzBYbmZncDdjdFYyOUpianpSSlZkcis5UmNQaFlrRUxmVCt6MEdEWjNZRE04cnA2eDlqbWtDZ2JPT0ovZWRRdGxTVGFxck9MTnhvTmJUMkFYRjJKaHZEMkFjWTFlcTYxS0ozeldpZ1J0NU9QbW0tLVVpTHhubkZzZjJZMWZpU0l2YjJTalE9PQ==--243f7c7ee63d82db071a69f5884aad33b209c8cb",
  ],
  // Illuminate\Encryption, AES-256-CBC and AES-256-GCM.
  [
    "Laravel",
    ["Laravel"],
    "eyJpdiI6IkI3TkhsRlIrTzFVTTJOZ0xRTzNzbWc9PSIsInZhbHVlIjoiaFBpN2dZSExTQkFaOE02SGdjWXlyQT09IiwibWFjIjoiZGE4MWJlMTAzNjgzMWQ2YTZjNWRmYzJlYzc5OTMxYzUyNjAwMDhhOGU5YjRlZmU2MWVmNzc1NmVmMWI2M2Q5NCIsInRhZyI6IiJ9",
  ],
  [
    "Laravel",
    ["URL", "Laravel"],
    "eyJpdiI6IlZaK1BURXJUWGF5OTBKRUkiLCJ2YWx1ZSI6Imw0VjB5UEU9IiwibWFjIjoiIiwidGFnIjoiQlN3anpyZjFqV0tmcElVcTZrRHlRUT09In0%3D",
  ],
  // Plug.Crypto.MessageEncryptor, now and before version 2.
  ["Phoenix", ["Phoenix"], `XCP.${"aB3_".repeat(16)}`],
  ["Phoenix", ["Phoenix"], `QTEyOEdDTQ.${"a".repeat(59)}.${"b".repeat(16)}.${"c".repeat(40)}.${"d".repeat(22)}`],
  [
    "@fastify/secure-session",
    ["URL", "secure-session"],
    "%2BOjfNAU1VQH2aEIzLikSlpiNfKgASZZEySrdqHxItJy0Wcay33EaUY5Qv2VOkaPz%3BW2fUsVwaz1fPcpjW%2ByEWvkzhbN5GMftL",
  ],
  [
    "iron, which iron-session and hapi use",
    ["iron"],
    "Fe26.2*1*80cc530b62c9e47d9ff300c214fd423f27752a250a78fea5afcbf096ade1bcfe*58i6yfUbxFd0d3zTJopTww*DT5ZhTO37HTIjYyyu-PPiw*1797234059660*5530d3be4de16ee93c3d3f4857874007f5036956c5f591d993db48cfd443dce0*6ei0x0amG_l9nbRata_NyzKd_sftbyGF9QVZCFBpkzc~2",
  ],
  ["CakePHP", ["CakePHP"], `Q2FrZQ==.${base64("x".repeat(96))}`],
])("encrypted by %s", async (by, layers, value) => {
  expect(await decode(value)).toMatchObject({ layers, content: { kind: "sealed", by }, signed: null });
});

const railsUser = "eyJfcmFpbHMiOnsibWVzc2FnZSI6Ik5EST0iLCJleHAiOm51bGwsInB1ciI6ImNvb2tpZS51c2VyX2lkIn19";
const phoenix =
  "SFMyNTY.g3QAAAAEbQAAAAtfY3NyZl90b2tlbm0AAAAEa1EzeG0AAAADYmlnbg0A0go_Tu7gc8P2D-mOAW0AAAAEY2FydGwAAAAEbQAAAALDqUY_-AAAAAAAAGQABHRydWVkAANuaWxqbQAAAAd1c2VyX2lkYSo.yhAhP90BDDbsNfu5jv5Q5GlUwcUQjBLfZiyTl0o5ESc";

test.each([
  // ActionDispatch's cookie jar; ActiveSupport::MessageVerifier with SHA256 and JSON.
  [`${railsUser}--65bdc4c18f2aef66ba0a6c3cb4c2aa3c331216f9`, ["Rails", "base64"], "42"],
  [
    "eyJfcmFpbHMiOnsibWVzc2FnZSI6ImV5SnVZVzFsSWpvaXc2a2lmUT09IiwiZXhwIjoiMjAyNy0wMS0wMlQwMDowMDowMC4wMDBaIiwicHVyIjoiY29va2llLnUyIn19--dd6e39c20dd7661436210116778f5999fe74a543",
    ["Rails", "base64"],
    '{"name":"é"}',
  ],
  [
    `${base64('{"_rails":{"data":{"b":1.0,"a":2},"exp":null,"pur":"cookie.x"}}')}--${"0a".repeat(20)}`,
    ["Rails", "base64"],
    '{"b":1.0,"a":2}',
  ],
  ["eyJhIjoxfQ==--9e06c02549f3a84fbd4745e727f7245c0857fc0168223add86f1d1207b4ede42", ["Rails", "base64"], '{"a":1}'],
  // Erlang's term_to_binary.
  [
    phoenix,
    ["Phoenix", "base64url", "Erlang term"],
    '{"_csrf_token":"kQ3x","big":123456789012345678901234567890,"cart":["é",1.5,true,null],"user_id":42}',
  ],
  [
    "SFMyNTY.g2gDYSpuBgAAKPEpogFiAAFRgA.jHRDCQQm7LdKcX2YdZTfNGLMfdOkZG66lsHibHV-zr0",
    ["Phoenix", "base64url", "Erlang term"],
    "[42,1796000000000,86400]",
  ],
  [
    "SFMyNTY.g3QAAAAEbQAAAAFhawADAQIDbQAAAAFsYmsMyQBtAAAAAW5i____-W0AAAABdGgCZAACb2ttAAAAAwEC_w.CbEtsN0j52f8mMKpZaXgTHPR22DgqSmM-e7_YbUUKvk",
    ["Phoenix", "base64url", "Erlang term"],
    '{"a":[1,2,3],"l":1796000000,"n":-7,"t":["ok","0102ff"]}',
  ],
  // WordPress's wp_generate_auth_cookie.
  [
    "ada%20lovelace%7C1797234059%7CPzioLnvdR4cXQfrIitw6iT2qZQgQlIo6PrH5Xqa8RfX%7C7f8017e16b662d1fe59335850bf5e5b10823f88baecfc23f29d56a0d8a57b69c",
    ["URL", "WordPress"],
    '{"user":"ada lovelace","expiration":1797234059,"token":"PzioLnvdR4cXQfrIitw6iT2qZQgQlIo6PrH5Xqa8RfX"}',
  ],
  // PHP's serialize.
  [
    'a:6:{s:4:"user";s:3:"ada";s:1:"n";i:1;s:1:"f";d:1.5;s:2:"ok";b:1;s:4:"none";N;s:4:"list";a:2:{i:0;s:2:"é";i:1;i:2;}}',
    ["PHP"],
    '{"user":"ada","n":1,"f":1.5,"ok":true,"none":null,"list":["é",2]}',
  ],
  [
    "O%3A4%3A%22Cart%22%3A3%3A%7Bs%3A1%3A%22n%22%3Bi%3A1%3Bs%3A4%3A%22%00%2A%00p%22%3Bs%3A1%3A%22x%22%3Bs%3A7%3A%22%00Cart%00q%22%3BN%3B%7D",
    ["URL", "PHP"],
    '{"n":1,"p":"x","q":null}',
  ],
  [
    'a:5:{s:1:"a";d:-1.5;s:1:"b";d:1.0E+100;i:3;d:INF;s:2:"é";s:2:"ü";s:9:"__proto__";b:0;}',
    ["PHP"],
    '{"a":-1.5,"b":1.0E+100,"3":"INF","é":"ü","__proto__":false}',
  ],
  ['a:1:{i:0;E:3:"S:A";}', ["PHP"], '["S:A"]'],
  ['a:2:{s:1:"a";a:1:{i:0;i:1;}s:1:"b";R:2;}', ["PHP"], '{"a":[1],"b":"&2"}'],
  ['s:2:"hi";', ["PHP"], '"hi"'],
  // @supabase/ssr.
  [
    "base64-eyJhY2Nlc3NfdG9rZW4iOiJleUpoYkdjaU9pSklVekkxTmlKOS5leUp6ZFdJaU9pSTBNaUlzSW1WNGNDSTZNVGc1TmpBeU5EWXhPWDAuYzJsbiIsInJlZnJlc2hfdG9rZW4iOiJycnIiLCJ1c2VyIjp7ImlkIjoiNDIifX0",
    ["Supabase", "base64url", "JSON"],
    '{"access_token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsImV4cCI6MTg5NjAyNDYxOX0.c2ln","refresh_token":"rrr","user":{"id":"42"}}',
  ],
  // react-router.
  [
    "eyJ1c2VyIjoiYWRhIn0%3D.EOLINlP89virkdMCm%2F79DhXYAu1nSVuRd1UbLj7Kgpk",
    ["URL", "React Router", "base64", "JSON"],
    '{"user":"ada"}',
  ],
  // Elysia.
  [
    "%7B%22user%22%3A%22ada%22%7D.j3oYiOwP%2FB8CgqtfPbfEw59taaqbKH5TDBDo8b7PawE",
    ["URL", "cookie-signature", "JSON"],
    '{"user":"ada"}',
  ],
])("%.50s", async (value, layers, json) => {
  expect(await said(value)).toEqual({ layers, json });
});

const text = (of: string) => ({ kind: "text", text: of });

test.each([
  ["light.5sFijxH0PikfjykoIcJ2kHYwU8UyO6C6ZglM02m3lmY%3D", ["URL", "Hono"], text("light")],
  // better-auth signs as Hono does.
  [
    "amNDrKiLHQY6Sg68DRi85jTDNePdQAeq.SqXC%2BHtqdH5tRfoV1W4w86DUuuaAdcS3ARok6x%2BApqI%3D",
    ["URL", "Hono"],
    text("amNDrKiLHQY6Sg68DRi85jTDNePdQAeq"),
  ],
  // @fastify/cookie.
  ["light.5sFijxH0PikfjykoIcJ2kHYwU8UyO6C6ZglM02m3lmY", ["cookie-signature"], text("light")],
  // jose, with a payload of text, of bytes, and of none.
  [
    "eyJhbGciOiJIUzI1NiJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNz.OGO4g_Rudr2Q3KtmumR1lJB0Vtx6d4rOUtT1ta2obIE",
    ["JWS", "base64url"],
    text("It’s a dangerous business"),
  ],
  [
    "eyJhbGciOiJIUzI1NiJ9.__4AAQIDyA.0yRenMP7-_Iin-bYP5JF_zugwERyLVZ_C5l0fYo9Q1E",
    ["JWS", "base64url"],
    { kind: "bytes", size: 7 },
  ],
  [`${base64url('{"alg":"HS256"}')}..c2ln`, ["JWS", "base64url"], text("")],
  ["BAhJIgpwbGFpbgY6BkVU--8189b20d6e6e235d5a16d723a314db44730c6297", ["Rails", "base64", "Ruby Marshal"], { size: 15 }],
])("%.50s", async (value, layers, content) => {
  expect(await decode(value)).toMatchObject({ layers, content });
});

test("a JWT inside a JSON string is opened", async () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.wwIrymjRCNdg1EdTtoBnbSa5roLgoIoBOcaWgFKaFp4";
  for (const value of [JSON.stringify(jwt), encodeURIComponent(JSON.stringify(jwt))]) {
    const { layers, header, signed } = await decode(value);
    expect(layers.filter((layer) => layer !== "URL")).toEqual(["JSON", "JWT", "base64url", "JSON"]);
    expect(header?.text).toBe('{"alg":"HS256"}');
    expect(await checkSignature(signed!, "a secret", "x")).toBe("valid");
  }
  expect((await said('"only a string"')).json).toBe('"only a string"');
});

test.each([
  ["light.5sFijxH0PikfjykoIcJ2kHYwU8UyO6C6ZglM02m3lmY%3D", "a secret"],
  ["light.5sFijxH0PikfjykoIcJ2kHYwU8UyO6C6ZglM02m3lmY", "a secret"],
  ["dark.Cv39JeSnkL4Cy8Cql8pRQYKeR9C1GfiXpfOTG9i0juc", "a secret"],
  ["eyJ1c2VyIjoiYWRhIn0%3D.EOLINlP89virkdMCm%2F79DhXYAu1nSVuRd1UbLj7Kgpk", "a secret"],
  [`${railsUser}--65bdc4c18f2aef66ba0a6c3cb4c2aa3c331216f9`, "a secret"],
  ["eyJhbGciOiJIUzI1NiJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNz.OGO4g_Rudr2Q3KtmumR1lJB0Vtx6d4rOUtT1ta2obIE", "a secret"],
])("the signature of %.50s fits its secret alone", async (value, secret) => {
  const { signed } = await decode(value);
  expect(isCheckable(signed!)).toBe(true);
  expect(await checkSignature(signed!, secret, "x")).toBe("valid");
  expect(await checkSignature(signed!, `${secret}!`, "x")).toBe("invalid");
});

test("a signature that needs more than a secret is not offered for checking", async () => {
  const { signed } = await decode(phoenix);
  expect(isCheckable(signed!)).toBe(false);
  expect(await checkSignature(signed!, "a secret", "x")).toBe("unsupported");
});

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const written = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

test("plain values are not taken for an encoding", async () => {
  const plain = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true }).map(String),
    written("0123456789", 1, 40),
    written("0123456789abcdef", 1, 64),
    written("abcdefghijklmnopqrstuvwxyz_-", 1, 40),
    written(`${alphanumeric}`, 1, 11),
    written(`${alphanumeric}`, 32, 64),
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc
      .tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom("", "-beta.1", "+build"))
      .map(([a, b, c, d]) => `${a}.${b}.${c}${d}`),
    fc.ipV4(),
    fc.emailAddress().filter((address) => !/%[0-9a-f]{2}/i.test(address)),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `GA1.1.${a}.${b}`),
  );
  await fc.assert(
    fc.asyncProperty(plain, async (value) => {
      expect((await decode(value)).layers).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("JSON is not taken for another form, whatever its members are called", async () => {
  const name = fc.constantFrom("iv", "value", "mac", "alg", "enc", "_rails", "message", "user", "expiration", "a");
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true }), async (value) => {
      expect((await decode(JSON.stringify(value))).layers).toEqual(["JSON"]);
    }),
  );
});

test("a value that almost has a form is not recognised", async () => {
  const nearly = [
    "CfDJ8short",
    "a--b--c",
    "release--2026--final",
    "SFMyNTY.x.y",
    "XCP.short",
    "ada|soon|token|signature",
    "base64-",
    "base64-hello",
    "a:1:{i:0;i:1;",
    "a:2:{i:0;i:1;}",
    's:9:"hi";',
    "i:1;",
    "light.tooshort=",
    `${base64("{not json")}--${"0a".repeat(20)}`,
    `feature--${"0a".repeat(20)}`,
  ];
  for (const value of nearly) expect((await decode(value)).layers, value).toEqual([]);
});

test("no mixture of pieces of the forms makes decoding fail", async () => {
  const piece = fc.constantFrom(
    "a:1:{",
    "}",
    's:2:"',
    '";',
    "i:0;",
    "O:1:",
    "N;",
    "--",
    "|",
    "SFMyNTY.",
    "g3QAAAAB",
    "g2gD",
    ".",
    "base64-",
    "=",
    "0a0a",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), async (pieces) => {
      await decode(pieces.join(""));
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (bytes) => {
      const payload = Buffer.concat([Buffer.from([131]), bytes]).toString("base64url");
      expect((await decode(`SFMyNTY.${payload}.${"a".repeat(43)}`)).layers).toContain("Phoenix");
    }),
  );
});
