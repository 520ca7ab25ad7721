import { expect, test } from "vitest";
import { speaksOfSecrets } from "./secret-names.ts";

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Every way in which people write a name of these words. */
function spellings(words: readonly string[]): string[] {
  const [first = "", ...rest] = words;
  return [
    words.join(""),
    words.join("").toUpperCase(),
    capital(words.join("")),
    words.join("_"),
    words.join("_").toUpperCase(),
    words.join("-"),
    words.join("."),
    words.join(" "),
    words.map(capital).join("-"),
    words.map(capital).join(""),
    [first, ...rest.map(capital)].join(""),
    `_${words.join("")}`,
    `${words.join("_")}2`,
    `x-${words.join("-")}`,
  ];
}

/** Hidden also where nothing parts their words. */
const secret = [
  "password",
  "user password",
  "password hash",
  "passphrase",
  "passwd",
  "pass code",
  "secret",
  "client secret",
  "secret key",
  "token",
  "csrf token",
  "access token",
  "refresh token",
  "id token",
  "access tokens",
  "csrf",
  "xsrf token",
  "api key",
  "api keys",
  "access key",
  "private key",
  "session key",
  "session id",
  "session cookie",
  "signing key",
  "encryption key",
  "credentials",
  "authorization",
  "jwt",
  "user jwt",
  "signature",
  "totp",
  "totp code",
  "otp code",
  "one time password",
  "verification code",
  "reset code",
  "auth code",
  "recovery codes",
  "backup codes",
  "sms code",
  "magic link",
  "reset link",
  "credit card",
  "card number",
  "cvv",
  "cvc",
  "card cvc",
  "auth hash",
  "auth user hash",
  "code verifier",
  "oauth verifier",
  "nonce",
  "oidc nonce",
  "pin code",
  "card pin",
  "pwd",
  "user pass",
  "db pass",
  "seed phrase",
  "pin hash",
  "connect sid",
  "user ssn",
  "user otp",
  "one time code",
  "ssh key",
];

test.each(secret)("hides %s, however it is spelled", (name) => {
  expect(spellings(name.split(" ")).filter((spelled) => !speaksOfSecrets(spelled))).toEqual([]);
});

/** Too short to be looked for inside other words. */
test.each(["pass", "otp", "pin", "sid", "sessid", "ssn", "iban", "bearer"])("hides %s as a word", (name) => {
  const spelled = [name, name.toUpperCase(), capital(name), `user_${name}`, `user${capital(name)}`, `${name}-1`];
  expect(spelled.filter((one) => !speaksOfSecrets(one))).toEqual([]);
});

/** Shown, in every case style: each has something above in it, or nearly. */
const shown = [
  "author",
  "author name",
  "author hash",
  "authority",
  "authenticated",
  "auth user id",
  "auth user backend",
  "pinned",
  "pinned at",
  "pinterest",
  "spinner",
  "opinion",
  "tokenize",
  "tokenizer",
  "tokenized text",
  "tokenization",
  "secretary",
  "secretary name",
  "secretariat",
  "cardinal",
  "cardinality",
  "card",
  "postcards",
  "keyboard",
  "monkey",
  "key",
  "passenger",
  "compass",
  "bypass",
  "footprint",
  "sidebar",
  "inside",
  "class name",
  "taliban",
  "assess id",
  "session idle",
  "card notes",
  "card panel",
  "user passport",
  "user pinned",
  "db ping",
  "preset code",
  "one time offer",
  "announcement",
  "country code",
  "promo code",
  "post code",
  "status code",
  "error code",
  "sign",
  "signed in",
  "user",
  "user name",
  "user agent",
  "session",
  "cookie consent",
  "testcookie",
  "cart",
  "hash tag",
  "link",
  "sort key",
  "primary key",
];

test.each(shown)("shows %s, however it is spelled", (name) => {
  expect(spellings(name.split(" ")).filter(speaksOfSecrets)).toEqual([]);
});

test("an empty name is none, and a long one costs no time to speak of", () => {
  expect(speaksOfSecrets("")).toBe(false);
  expect(speaksOfSecrets("aB1-".repeat(250_000))).toBe(false);
});
