import { createHmac, createSign, generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { decode } from "../decoders.ts";
import { checkSignature } from "./signature.ts";

const check = async (value: string, key: string, name = "sessionid", companion: string | null = null) => {
  const { signed } = await decode(value, companion);
  return checkSignature(signed!, key, name);
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = (alg: string) => `${part({ alg })}.${part({ sub: "42" })}`;

test.each(["256", "384", "512"])("JWT with HS%s", async (bits) => {
  const signed = token(`HS${bits}`);
  const value = `${signed}.${createHmac(`sha${bits}`, "a secret").update(signed).digest("base64url")}`;
  expect(await check(value, "a secret")).toBe("valid");
  expect(await check(value, "another")).toBe("invalid");
});

test("JWT with RS256, the key as PEM", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signed = token("RS256");
  const value = `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  expect(await check(value, publicKey.export({ type: "spki", format: "pem" }).toString())).toBe("valid");
  expect(await check(`${value.slice(0, -4)}AAAA`, publicKey.export({ type: "spki", format: "pem" }).toString())).toBe(
    "invalid",
  );
  expect(await check(value, "not a key")).toBe("unusable");
});

test.each([
  ["ES256", "P-256", "sha256"],
  ["ES512", "P-521", "sha512"],
])("JWT with %s, the key as JWK", async (alg, namedCurve, hash) => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  const signed = token(alg);
  const signature = sign(hash, Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const value = `${signed}.${signature.toString("base64url")}`;
  expect(await check(value, JSON.stringify(publicKey.export({ format: "jwk" })))).toBe("valid");
});

test("a JWT without a signature has nothing to check", async () => {
  expect(await check(`${token("none")}.`, "x")).toBe("unsupported");
});

test("Express: the example from the documentation of cookie-signature", async () => {
  const value = "s%3Ahello.DGDUkGlIkCzPz%2BC0B064FNgHdEjox7ch8tOBGslZ5QI";
  expect(await check(value, "tobiiscool")).toBe("valid");
  expect(await check(value, "tobiiscute")).toBe("invalid");
  expect(await check(value, "")).toBe("invalid");
});

test("cookie-session: as keygrip signs, with the cookie's name", async () => {
  const value = Buffer.from('{"views":3,"x":1}').toString("base64");
  const companion = createHmac("sha1", "a secret").update(`sess=${value}`).digest("base64url");
  expect(await check(value, "a secret", "sess", companion)).toBe("valid");
  expect(await check(value, "a secret", "other", companion)).toBe("invalid");
});

test.each([
  "eyJ1c2VyIjoiYWRhIiwibiI6MSwidSI6Ilx1MDBlOVx1MjcxMyJ9:1x8elk:C8fkp4klQNTsVjNsjRJlvMXbx69IMIMKisxEyd4EOh8",
  "eyJ1c2VyIjoiYWRhIiwibiI6MSwidSI6Ilx1MDBlOVx1MjcxMyJ9:1x8elk:zvlKEtT5d5E9PTJOO9Lt1T9Z8bgYb2qAHsOAEcs4HeU",
  ".eJyrVkpOLCpRsopWSiwoyElV0hkhdGwtAKpOTuk:1x8elk:pK3MYvSYAPfLtEyKHCLfADFJnJmz1-Dy8268ZdPkGr8",
  "e30:1x8elk:-0m1fwjoyxSA6_kJCWFMfpeTYfn3rwdk9vhysJRBecg",
])("Django: made by Django 5.2, %.50s", async (value) => {
  expect(await check(value, "sessionscope-oracle-key")).toBe("valid");
  expect(await check(value, "sessionscope-oracle-kez")).toBe("invalid");
});

test("Flask: made by itsdangerous", async () => {
  const value = "eyJ1c2VyIjoiYWRhIiwibiI6MX0.awSlVg.wQtRJuEQkiGr37Ap0DeJ833-8nA";
  expect(await check(value, "sessionscope-test-secret")).toBe("valid");
  expect(await check(value, "sessionscope-test-secreu")).toBe("invalid");
});
