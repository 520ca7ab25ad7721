/** Recognises the signed and readable values of single frameworks: Rails, Phoenix, WordPress, Supabase. */

import { asJson, asText, fromBase64, type Json, jsonIn, memberOf, stringIn } from "./bytes.ts";
import type { Recognised } from "./content.ts";
import { railsCbc } from "./encrypted.ts";
import { jsonOfTerm } from "./erlang.ts";
import { contentOf } from "./signed.ts";

const railsHashes: Readonly<Record<number, string>> = { 40: "HMAC-SHA1", 64: "HMAC-SHA256", 128: "HMAC-SHA512" };

/** `base64--hex`: JSON, a marshalled Ruby object, or data that was encrypted before it was signed. */
export function readRails(value: string): Recognised | null {
  const [, text, signature] = /^([A-Za-z0-9+/]+={0,2})--([0-9a-f]+)$/.exec(value) ?? [];
  const algorithm = railsHashes[signature?.length ?? 0];
  const bytes = text === undefined ? null : fromBase64(text);
  if (text === undefined || signature === undefined || algorithm === undefined || bytes === null) return null;
  const signed = { scheme: "rails", algorithm, text, signature, at: null } as const;
  if (bytes[0] === 4 && bytes[1] === 8) {
    return { layers: ["Rails", "base64", "Ruby Marshal"], signed, inner: { kind: "bytes", size: bytes.length } };
  }
  const plain = asText(bytes) ?? "";
  // Rails signs encrypted values with another key than readable ones.
  if (railsCbc.test(plain)) return { layers: ["Rails"], inner: { kind: "sealed", by: "Rails" } };
  const json = asJson(plain);
  return json && { layers: ["Rails", "base64"], signed, ...fromEnvelope(json) };
}

/** The envelope in which Rails puts a message, with its purpose and its expiry. */
function fromEnvelope(json: Json): Pick<Recognised, "inner"> {
  const envelope = memberOf(json, "_rails");
  const data = envelope && memberOf(envelope, "data");
  if (data) return { inner: { kind: "json", json: data } };
  const message = envelope && stringIn(memberOf(envelope, "message"));
  const bytes = message ? fromBase64(message) : null;
  return { inner: bytes ? contentOf(bytes) : { kind: "json", json } };
}

const phoenixHashes: Readonly<Record<string, string>> = {
  SFMyNTY: "HMAC-SHA256",
  SFMzODQ: "HMAC-SHA384",
  SFM1MTI: "HMAC-SHA512",
};

/** `SFMyNTY.payload.signature`, the payload a term of Erlang or text. */
export function readPhoenix(value: string): Recognised | null {
  const [, head, payload, signature] =
    /^(SFMyNTY|SFMzODQ|SFM1MTI)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43,86})$/.exec(value) ?? [];
  const bytes = payload === undefined ? null : fromBase64(payload);
  if (head === undefined || signature === undefined || bytes === null) return null;
  const algorithm = phoenixHashes[head]!;
  const signed = { scheme: "phoenix", algorithm, text: `${head}.${payload}`, signature, at: null } as const;
  if (bytes[0] !== 131) return { layers: ["Phoenix", "base64url"], signed, inner: contentOf(bytes) };
  const text = jsonOfTerm(bytes);
  const json = text === null ? null : asJson(text);
  const inner = json === null ? ({ kind: "bytes", size: bytes.length } as const) : ({ kind: "json", json } as const);
  return { layers: ["Phoenix", "base64url", "Erlang term"], signed, inner };
}

/** `user|expiry|token|signature` of `wordpress_logged_in_…`. */
export function readWordPress(value: string): Recognised | null {
  const [, text, user, expiration, token, signature] =
    /^(([^|]{1,60})\|(\d{9,11})\|([A-Za-z0-9]{43}))\|([0-9a-f]{64})$/.exec(value) ?? [];
  if (text === undefined || signature === undefined) return null;
  const json = asJson(`{"user":${JSON.stringify(user)},"expiration":${expiration},"token":"${token}"}`);
  const signed = { scheme: "wordpress", algorithm: "HMAC-SHA256", text, signature, at: null } as const;
  return json && { layers: ["WordPress"], signed, inner: { kind: "json", json } };
}

/** `base64-` and base64url of JSON: the session of @supabase/ssr. */
export function readSupabase(value: string): Recognised | null {
  const json = /^base64-[A-Za-z0-9_-]+$/.test(value) ? jsonIn(fromBase64(value.slice(7))) : null;
  return json && { layers: ["Supabase", "base64url", "JSON"], inner: { kind: "json", json } };
}
