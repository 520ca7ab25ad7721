import { describe, expect, test } from "vitest";
import { Redaction } from "./redaction.ts";

const plain = new Redaction();

describe("by itself hides names that speak of secrets", () => {
  test.each([
    "password",
    "Password",
    "passwordHash",
    "user_password",
    "PASSWORD2",
    "newPassword",
    "dbPass",
    "pwd",
    "secret",
    "clientSecret",
    "CLIENT_SECRET",
    "csrfToken",
    "csrf",
    "_csrf",
    "XSRF-TOKEN",
    "accessToken",
    "access_tokens",
    "APIKey",
    "apiKey",
    "api_key",
    "apikey",
    "privateKey",
    "jwt",
    "userJWT",
    "credentials",
    "Authorization",
    "otp",
    "pin",
    "cardNumber",
    "card-number",
    "cvc",
    "iban",
    "oauth2Token",
  ])("%s", (name) => {
    expect(plain.mask(name, '"x"')).toBe("");
  });

  test.each([
    "author",
    "authenticated",
    "_auth_user_id",
    "user",
    "testcookie",
    "cookieConsent",
    "keyboard",
    "monkey",
    "pinned",
    "spinner",
    "passenger",
    "compass",
    "secretary",
    "tokenizer",
    "cart",
    "card",
    "postcards",
    "sign",
    "key",
    "",
  ])("but not %s", (name) => {
    expect(plain.mask(name, '"x"')).toBeNull();
  });
});

describe("what the app names", () => {
  test("a string is the name, in any case, and no part of it", () => {
    const own = new Redaction(["Diagnosis"]);
    expect(own.hides("diagnosis", "1")).toBe(true);
    expect(own.hides("DIAGNOSIS", "1")).toBe(true);
    expect(own.hides("Diagno\u200bsis", "1")).toBe(true);
    expect(own.hides("diagnosisDate", "1")).toBe(false);
    expect(own.hides("password", "1")).toBe(true);
  });

  test("a pattern with the flag g or y is matched from the start of every name", () => {
    const own = new Redaction([/^med/gy]);
    expect([own.hides("medical", "1"), own.hides("medical", "1"), own.hides("x-medical", "1")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("inside values", () => {
  test("hides at any depth, in lists too, and leaves the rest", () => {
    const text = '{"name":"Ada","logins":[{"at":1,"token":"a"},{"at":2,"token":{"deep":true}}],"n":[1,[2]]}';
    expect(plain.mask("user", text)).toBe(
      '{"name":"Ada","logins":[{"at":1,"token":"[redacted]"},{"at":2,"token":"[redacted]"}],"n":[1,[2]]}',
    );
  });

  test.each(['"a token"', "1", "null", "[]", "{}", '{"a":[{"b":1}]}', '["token"]', '"[draft"', '{"a":"{token: 1}"}'])(
    "leaves %s as it is",
    (text) => {
      expect(plain.mask("key", text)).toBeNull();
    },
  );

  const inside = (value: unknown) => JSON.stringify(JSON.stringify(value));

  test("hides in JSON that is kept as a string, and in the strings of that", () => {
    const hidden = inside({ token: "[redacted]", n: 1 });
    expect(plain.mask("x", inside({ token: "t0p", n: 1 }))).toBe(hidden);
    expect(plain.mask("x", `{"cart":${inside({ token: "t0p", n: 1 })},"n":1.0}`)).toBe(`{"cart":${hidden},"n":1}`);
    expect(plain.mask("x", `[${inside([inside({ token: "t0p" })])}]`)).not.toContain("t0p");
    expect(plain.mask("x", `{"cart":" ${JSON.stringify(' \n{"token":"t0p"}').slice(1)}}`)).not.toContain("t0p");
  });

  test("leaves a string of JSON as it is written when nothing in it is hidden", () => {
    expect(plain.mask("x", inside({ n: 1 }))).toBeNull();
    expect(plain.mask("x", `{"a":"{ \\"n\\": 1.0 }","token":1}`)).toBe(`{"a":"{ \\"n\\": 1.0 }","token":"[redacted]"}`);
  });

  test("searches strings within strings within strings", () => {
    let text = '{"token":"t0p"}';
    for (let i = 0; i < 10; i++) text = JSON.stringify(text);
    expect(plain.mask("x", text)).not.toContain("t0p");
  });

  test("hides a string with JSON that is nested deeper than a session can be", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(plain.mask("x", JSON.stringify(deep))).toContain("[redacted]");
  });

  test("the mark itself still counts as hidden, so it can never be written back", () => {
    expect(plain.hides("user", '{"token":"[redacted]"}')).toBe(true);
  });

  test("keeps names that are parts of JavaScript objects", () => {
    expect(plain.mask("x", '{"__proto__":{"a":1},"token":2}')).toBe('{"__proto__":{"a":1},"token":"[redacted]"}');
  });

  test("hides a value that is nested deeper than a session can be", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(plain.mask("x", deep)).toContain("[redacted]");
  });

  test("hides damaged text whole", () => {
    expect(plain.mask("x", '{"token":"abc')).toBe("");
    for (const text of ['"', '"abc', '"a"b"', '"a\n"', '"\\"']) expect(plain.mask("x", text), text).toBe("");
  });
});
