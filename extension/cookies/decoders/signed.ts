/** Recognises the forms in which libraries sign any value, by their shape. No signature is verified. */

import { asJson, asText, fromBase64, inflate, jsonIn, memberOf, stringIn } from "./bytes.ts";
import type { Content, Recognised, Scheme } from "./content.ts";

/** A JWT, a JWS whose payload is not JSON, or a JWE, which is encrypted. */
export function readJwt(value: string): Recognised | null {
  const parts = value.split(".");
  if (parts.length !== 3 && parts.length !== 5) return null;
  const header = jsonIn(fromBase64(parts[0]!));
  const algorithm = header && stringIn(memberOf(header, "alg"));
  if (header === null || algorithm === null) return null;
  if (parts.length === 5) {
    if (memberOf(header, "enc") === null) return null;
    return { layers: ["JWE", "base64url"], header, inner: { kind: "sealed", by: null } };
  }
  const payload = parts[1] === "" ? new Uint8Array() : fromBase64(parts[1]!);
  if (payload === null || /[^A-Za-z0-9_-]/.test(parts[2]!)) return null;
  const signed = {
    scheme: "jwt",
    algorithm,
    text: `${parts[0]}.${parts[1]}`,
    signature: parts[2]!,
    at: null,
  } as const;
  const inner = contentOf(payload);
  return inner.kind === "json"
    ? { layers: ["JWT", "base64url", "JSON"], header, signed, inner }
    : { layers: ["JWS", "base64url"], header, signed, inner };
}

/** JSON, else text, else bytes. */
export function contentOf(bytes: Uint8Array<ArrayBuffer>): Content {
  const text = asText(bytes);
  const json = text === null ? null : asJson(text);
  if (json !== null) return { kind: "json", json };
  return text === null ? { kind: "bytes", size: bytes.length } : { kind: "text", text };
}

/** `s:value.signature`, made by cookie-parser and express-session. */
export function readExpress(value: string): Recognised | null {
  const [, text, signature] = /^s:(.*)\.([A-Za-z0-9+/]{43})$/s.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  const signed = { scheme: "express", algorithm: "HMAC-SHA256", text, signature, at: null } as const;
  return { layers: ["Express"], signed, inner: text };
}

/** The last of 43 characters of base64 holds 4 bits of 32 bytes, and two zeros. */
const sha256 = /^(.+)\.([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])(=?)$/s;

/**
 * `value.signature`, with no prefix to tell the library. Hono and better-auth pad the signature. React Router and Remix
 * sign base64 of JSON. @fastify/cookie, @fastify/session and Elysia sign any value.
 */
export function readDotted(value: string): Recognised | null {
  const [, text, signature, padding] = sha256.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  const of = (scheme: Scheme) => ({ scheme, algorithm: "HMAC-SHA256", text, signature, at: null });
  if (padding === "=") return { layers: ["Hono"], signed: of("hono"), inner: text };
  const data = /^[A-Za-z0-9+/]+=*$/.test(text) ? fromBase64(text) : null;
  const json = jsonIn(data);
  if (json === null) return { layers: ["cookie-signature"], signed: of("cookie-signature"), inner: text };
  return { layers: ["React Router", "base64", "JSON"], signed: of("react-router"), inner: { kind: "json", json } };
}

/** `value:stamp:signature` of django.core.signing; `.` before the value: compressed. */
export async function readDjango(value: string): Promise<Recognised | null> {
  const [, text, signature] = /^(.*):([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{27})$/s.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  const stamped = /^(.*):([0-9A-Za-z]{6})$/s.exec(text);
  const at = stamped ? plausible(base62(stamped[2]!)) : null;
  const algorithm = signature.length === 43 ? "HMAC-SHA256" : "HMAC-SHA1";
  const signed = { scheme: "django", algorithm, text, signature, at } as const;
  const { layers, inner } = await unpack(at === null ? text : stamped![1]!);
  return { layers: ["Django", ...layers], signed, inner };
}

/** `payload.stamp.signature` of itsdangerous: Flask's session. */
export async function readFlask(value: string): Promise<Recognised | null> {
  const [, payload, stamp, signature] =
    /^(\.?[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{4,8})\.([A-Za-z0-9_-]{27})$/.exec(value) ?? [];
  if (payload === undefined || stamp === undefined || signature === undefined) return null;
  const seconds = fromBase64(stamp)?.reduce((sum, byte) => sum * 256 + byte, 0);
  const at = seconds === undefined ? null : plausible(seconds);
  const { layers, inner } = await unpack(payload);
  if (at === null || asJson(inner) === null) return null;
  const signed = { scheme: "flask", algorithm: "HMAC-SHA1", text: `${payload}.${stamp}`, signature, at } as const;
  return { layers: ["Flask", ...layers], signed, inner };
}

/** A session sealed by sessionscope's SignedCookieStore, unless it is encrypted. */
export async function readSessionscope(value: string): Promise<Recognised | null> {
  const bytes = value.length > 50 && !/[+/=]/.test(value) ? fromBase64(value) : null;
  if (bytes === null || (bytes[0]! & ~0x20) !== 1) return null;
  const deflated = (bytes[0]! & 0x20) !== 0;
  const content = bytes.slice(5, -32);
  const plain = deflated ? await inflate(content, "deflate-raw") : content;
  const inner = plain && asText(plain);
  if (!inner || asJson(inner) === null) return null;
  const signed = { scheme: "sessionscope", algorithm: "HMAC-SHA256", text: value, signature: "", at: null } as const;
  return { layers: ["Sessionscope", "base64url", ...(deflated ? (["zlib"] as const) : [])], signed, inner };
}

/** base64url of JSON, compressed after a dot; anything else is the text itself. */
async function unpack(text: string): Promise<{ inner: string; layers: readonly ("base64url" | "zlib")[] }> {
  const compressed = text.startsWith(".");
  const bytes = fromBase64(compressed ? text.slice(1) : text);
  const plain = bytes && compressed ? await inflate(bytes, "deflate") : bytes;
  const inner = plain && asText(plain);
  if (!inner || asJson(inner) === null) return { inner: text, layers: [] };
  return { inner, layers: compressed ? ["base64url", "zlib"] : ["base64url"] };
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base62 = (text: string): number => [...text].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);

/** Milliseconds since the epoch, if the seconds can be the time of a signature: from 2005 to 2100. */
const plausible = (seconds: number): number | null =>
  seconds > 1_104_537_600 && seconds < 4_102_444_800 ? seconds * 1000 : null;
