/** Checks a signature with a secret or key that the user typed. The key is not kept. */

import { fromBase64, toBase64 } from "./bytes.ts";
import type { Scheme, Signed } from "./content.ts";

/** `unusable`: the key does not fit the algorithm. `unsupported`: this algorithm is not checked here. */
export type Verdict = "valid" | "invalid" | "unusable" | "unsupported";

const utf8 = new TextEncoder();

/** Schemes whose key needs more than the secret: a salt of the app, or something that only the server knows. */
const unchecked: ReadonlySet<Scheme> = new Set(["sessionscope", "phoenix", "wordpress"]);

export const isCheckable = ({ scheme }: Signed): boolean => !unchecked.has(scheme);

/**
 * @param key a secret as text; for RS, PS, ES and EdDSA tokens a public key as PEM or JWK.
 * @param name of the cookie: some schemes sign it with the value.
 */
export async function checkSignature(signed: Signed, key: string, name: string): Promise<Verdict> {
  switch (signed.scheme) {
    case "jwt":
      return checkJwt(signed, key);
    case "express":
    case "hono":
    case "react-router":
    case "cookie-signature":
      return verdict((await hmac("SHA-256", key, signed.text, "base64")) === signed.signature);
    case "cookie-session":
      return verdict((await hmac("SHA-1", key, `${name}=${signed.text}`, "base64url")) === signed.signature);
    case "flask":
      return verdict(await checkFlask(signed, key));
    case "django":
      return verdict(await checkDjango(signed, key, name));
    case "rails":
      return verdict(await checkRails(signed, key));
    case "sessionscope":
    case "phoenix":
    case "wordpress":
      return "unsupported";
  }
}

const verdict = (valid: boolean): Verdict => (valid ? "valid" : "invalid");

type Hash = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
type Bytes = Uint8Array<ArrayBuffer> | ArrayBuffer;

async function mac(hash: Hash, key: Bytes, text: string): Promise<ArrayBuffer> {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
  return crypto.subtle.sign("HMAC", made, utf8.encode(text));
}

async function hmac(hash: Hash, key: string, text: string, alphabet: "base64" | "base64url"): Promise<string | null> {
  return key === "" ? null : toBase64(await mac(hash, utf8.encode(key), text), alphabet);
}

/** The salt of Flask's session. */
async function checkFlask({ text, signature }: Signed, key: string): Promise<boolean> {
  if (key === "") return false;
  const derived = await mac("SHA-1", utf8.encode(key), "cookie-session");
  return toBase64(await mac("SHA-1", derived, text), "base64url") === signature;
}

/** Tries every salt with which Django itself signs cookies. */
async function checkDjango({ text, signature }: Signed, key: string, name: string): Promise<boolean> {
  const hash = signature.length === 43 ? "SHA-256" : "SHA-1";
  const cookieKey = `django.http.cookies${key}`;
  const tries = [
    ["django.contrib.sessions.backends.signed_cookies", key],
    ["django.contrib.sessions.SessionStore", key],
    ["django.core.signing", key],
    ["django.contrib.messages", cookieKey],
    [name, cookieKey],
  ] as const;
  for (const [salt, secret] of tries) {
    const derived = await crypto.subtle.digest(hash, utf8.encode(`${salt}signer${secret}`));
    if (toBase64(await mac(hash, derived, text), "base64url") === signature) return true;
  }
  return false;
}

/** Tries `secret_key_base` with the default salts of Rails, and the hashes for keys before and since version 7.0. */
async function checkRails({ algorithm, text, signature }: Signed, key: string): Promise<boolean> {
  const hash = railsHashes[algorithm];
  if (hash === undefined || key === "") return false;
  const secret = await crypto.subtle.importKey("raw", utf8.encode(key), "PBKDF2", false, ["deriveBits"]);
  for (const deriving of ["SHA-256", "SHA-1"]) {
    const salted = { name: "PBKDF2", hash: deriving, salt: utf8.encode("signed cookie"), iterations: 1000 };
    const derived = await crypto.subtle.deriveBits(salted, secret, 512);
    if (hex(await mac(hash, derived, text)) === signature) return true;
  }
  return false;
}

const railsHashes: Readonly<Record<string, Hash>> = {
  "HMAC-SHA1": "SHA-1",
  "HMAC-SHA256": "SHA-256",
  "HMAC-SHA512": "SHA-512",
};

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

const curves = { 256: "P-256", 384: "P-384", 512: "P-521" } as const;

/** The algorithm of a token under its name in WebCrypto; null: it is not checked here. */
function algorithmOf(name: string): (RsaHashedImportParams & EcKeyImportParams & RsaPssParams) | null {
  if (name === "EdDSA" || name === "Ed25519") return { name: "Ed25519" } as ReturnType<typeof algorithmOf>;
  const [, family, bits] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(name) ?? [];
  if (family === undefined || bits === undefined) return null;
  const names = { HS: "HMAC", RS: "RSASSA-PKCS1-v1_5", PS: "RSA-PSS", ES: "ECDSA" } as const;
  return {
    name: names[family as keyof typeof names],
    hash: `SHA-${bits}`,
    namedCurve: curves[Number(bits) as keyof typeof curves],
    saltLength: Number(bits) / 8,
  };
}

async function checkJwt({ algorithm: name, text, signature }: Signed, key: string): Promise<Verdict> {
  const algorithm = algorithmOf(name);
  const bytes = fromBase64(signature);
  if (algorithm === null) return "unsupported";
  if (bytes === null) return "invalid";
  try {
    const made = await importKey(algorithm, key);
    return verdict(await crypto.subtle.verify(algorithm, made, bytes, utf8.encode(text)));
  } catch {
    return "unusable";
  }
}

function importKey(algorithm: NonNullable<ReturnType<typeof algorithmOf>>, key: string): Promise<CryptoKey> {
  if (algorithm.name === "HMAC") {
    return crypto.subtle.importKey("raw", utf8.encode(key), algorithm, false, ["verify"]);
  }
  const jwk = asJwk(key);
  if (jwk !== null)
    return crypto.subtle.importKey("jwk", { ...jwk, key_ops: ["verify"] }, algorithm, false, ["verify"]);
  const spki = fromBase64(key.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "")) ?? new Uint8Array();
  return crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
}

function asJwk(key: string): JsonWebKey | null {
  try {
    return JSON.parse(key) as JsonWebKey;
  } catch {
    return null;
  }
}
