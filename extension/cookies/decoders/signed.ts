/** The forms in which frameworks sign and wrap a cookie's value. Each is recognised by its shape; nothing is verified. */

import { asJson, asText, fromBase64, inflate, type Json, jsonIn, memberOf, stringIn } from "./bytes.ts";

export type Scheme = "jwt" | "django" | "express" | "cookie-session" | "flask" | "sessionscope";

/** What it takes to check a signature (signature.ts). */
export interface Signed {
  readonly scheme: Scheme;
  /** The algorithm, as far as the value tells: "HS256". */
  readonly algorithm: string;
  /** What was signed. */
  readonly text: string;
  readonly signature: string;
  /** When it was signed, milliseconds since the epoch; null: it does not say. */
  readonly at: number | null;
}

/** What a wrapper held: the text within, and how it was packed there. */
export interface Unwrapped {
  readonly signed: Signed;
  readonly inner: string;
  /** Encodings that were undone on the way to `inner`. */
  readonly layers: readonly ("base64url" | "zlib")[];
}

/** A JWT's parts; `payload` is null where it is encrypted (JWE). */
export interface Jwt {
  readonly signed: Signed | null;
  readonly header: Json;
  readonly payload: Json | null;
}

export function readJwt(value: string): Jwt | null {
  const parts = value.split(".");
  if (parts.length !== 3 && parts.length !== 5) return null;
  const header = jsonIn(fromBase64(parts[0]!));
  const algorithm = header && stringIn(memberOf(header, "alg"));
  if (header === null || algorithm === null) return null;
  if (parts.length === 5) return memberOf(header, "enc") ? { signed: null, header, payload: null } : null;
  const payload = jsonIn(fromBase64(parts[1]!));
  if (payload === null) return null;
  const signed = {
    scheme: "jwt",
    algorithm,
    text: `${parts[0]}.${parts[1]}`,
    signature: parts[2]!,
    at: null,
  } as const;
  return { signed, header, payload };
}

/** `s:value.signature`, made by cookie-parser and express-session. */
export function readExpress(value: string): Unwrapped | null {
  const [, text, signature] = /^s:(.*)\.([A-Za-z0-9+/]{43})$/s.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  return {
    signed: { scheme: "express", algorithm: "HMAC-SHA256", text, signature, at: null },
    inner: text,
    layers: [],
  };
}

/** `value:stamp:signature` of django.core.signing; `.` before the value: compressed. */
export async function readDjango(value: string): Promise<Unwrapped | null> {
  const [, text, signature] = /^(.*):([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{27})$/s.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  const stamped = /^(.*):([0-9A-Za-z]{6})$/s.exec(text);
  const at = stamped ? plausible(base62(stamped[2]!)) : null;
  const algorithm = signature.length === 43 ? "HMAC-SHA256" : "HMAC-SHA1";
  const signed = { scheme: "django", algorithm, text, signature, at } as const;
  const unpacked = await unpack(at === null ? text : stamped![1]!);
  return { signed, ...unpacked };
}

/** `payload.stamp.signature` of itsdangerous: Flask's session. */
export async function readFlask(value: string): Promise<Unwrapped | null> {
  const [, payload, stamp, signature] =
    /^(\.?[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{4,8})\.([A-Za-z0-9_-]{27})$/.exec(value) ?? [];
  if (payload === undefined || stamp === undefined || signature === undefined) return null;
  const seconds = fromBase64(stamp)?.reduce((sum, byte) => sum * 256 + byte, 0);
  const at = seconds === undefined ? null : plausible(seconds);
  const unpacked = await unpack(payload);
  if (at === null || asJson(unpacked.inner) === null) return null;
  return {
    signed: { scheme: "flask", algorithm: "HMAC-SHA1", text: `${payload}.${stamp}`, signature, at },
    ...unpacked,
  };
}

/** A session sealed by sessionscope's SignedCookieStore, unless it is encrypted. */
export async function readSessionscope(value: string): Promise<Unwrapped | null> {
  const bytes = value.length > 50 && !/[+/=]/.test(value) ? fromBase64(value) : null;
  if (bytes === null || (bytes[0]! & ~0x20) !== 1) return null;
  const deflated = (bytes[0]! & 0x20) !== 0;
  const content = bytes.slice(5, -32);
  const plain = deflated ? await inflate(content, "deflate-raw") : content;
  const inner = plain && asText(plain);
  if (!inner || asJson(inner) === null) return null;
  const signed = { scheme: "sessionscope", algorithm: "HMAC-SHA256", text: value, signature: "", at: null } as const;
  return { signed, inner, layers: deflated ? ["base64url", "zlib"] : ["base64url"] };
}

/** Encrypted by iron (iron-session, hapi): nothing can be seen without the secret. */
export const isSealed = (value: string): boolean => /^Fe26\.2\*[^*]*(\*[^*]*){5,}$/.test(value);

/** base64url of JSON, compressed after a dot; anything else is the text itself. */
async function unpack(text: string): Promise<Pick<Unwrapped, "inner" | "layers">> {
  const compressed = text.startsWith(".");
  const bytes = fromBase64(compressed ? text.slice(1) : text);
  const plain = bytes && compressed ? await inflate(bytes, "deflate") : bytes;
  const inner = plain && asText(plain);
  if (!inner || asJson(inner) === null) return { inner: text, layers: [] };
  return { inner, layers: compressed ? ["base64url", "zlib"] : ["base64url"] };
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base62 = (text: string): number => [...text].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);

/** Seconds that can be the time of a signature, as milliseconds: from 2005 to 2100. */
const plausible = (seconds: number): number | null =>
  seconds > 1_104_537_600 && seconds < 4_102_444_800 ? seconds * 1000 : null;
