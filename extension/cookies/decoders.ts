/** Decodes the value of a cookie, the outermost encoding first. Signatures are shown, not checked. */

import { asJson, asText, fromBase64, type Json, stringIn } from "./decoders/bytes.ts";
import type { Content, Layer, Recognised, Signed } from "./decoders/content.ts";
import { readEncrypted } from "./decoders/encrypted.ts";
import { jsonOfPhp } from "./decoders/php.ts";
import { readPhoenix, readRails, readSupabase, readWordPress } from "./decoders/recognised.ts";
import { readDjango, readDotted, readExpress, readFlask, readJwt, readSessionscope } from "./decoders/signed.ts";

export interface Decoded {
  /** Empty: the value has no known encoding. */
  readonly layers: readonly Layer[];
  /** The header of a JWT; null for all else. */
  readonly header: Json | null;
  readonly content: Content;
  readonly signed: Signed | null;
}

/** Encodings that are undone at most; what is left is shown as text. */
const depth = 8;

/**
 * Undoes every encoding that it knows.
 * @param companion the value of the cookie that holds the signature, such as cookie-session's `name.sig`; null: there
 * is none.
 */
export async function decode(value: string, companion: string | null = null): Promise<Decoded> {
  const layers: Layer[] = [];
  let signed: Signed | null = null;
  let text = value;
  if (companion !== null && /^[A-Za-z0-9_-]{27}$/.test(companion)) {
    layers.push("cookie-session");
    signed = { scheme: "cookie-session", algorithm: "HMAC-SHA1", text: value, signature: companion, at: null };
  }
  while (layers.length < depth) {
    const found = await recognise(text);
    if (found === null) break;
    layers.push(...found.layers);
    signed ??= found.signed ?? null;
    if (typeof found.inner !== "string") return { layers, header: found.header ?? null, content: found.inner, signed };
    text = found.inner;
  }
  return { layers, header: null, content: { kind: "text", text }, signed };
}

/** The first form that fits. Base64 is late in the order, because a plain word can look like base64. */
async function recognise(text: string): Promise<Recognised | null> {
  return (
    readEncrypted(text) ??
    readJwt(text) ??
    (await readJson(text)) ??
    readSupabase(text) ??
    readExpress(text) ??
    readRails(text) ??
    readPhoenix(text) ??
    readWordPress(text) ??
    readDotted(text) ??
    (await readDjango(text)) ??
    (await readFlask(text)) ??
    (await readSessionscope(text)) ??
    readPhp(text) ??
    readPlain(text)
  );
}

/** A JSON string may hold another encoding, such as a JWT. */
async function readJson(text: string): Promise<Recognised | null> {
  const json = /^\s*[[{"]/.test(text) ? asJson(text) : null;
  if (json === null) return null;
  const inner = stringIn(json);
  const more = inner !== null && (await recognise(inner)) !== null;
  return { layers: ["JSON"], inner: more ? inner : { kind: "json", json } };
}

function readPhp(text: string): Recognised | null {
  const json = asJson(jsonOfPhp(text) ?? "");
  return json && { layers: ["PHP"], inner: { kind: "json", json } };
}

export const isSignedOrSealed = ({ signed, content }: Decoded): boolean => signed !== null || content.kind === "sealed";

/** The times in a decoded object: claim → milliseconds since the epoch. */
export function momentsOf(content: Content): ReadonlyMap<string, number> {
  const moments = new Map<string, number>();
  if (content.kind !== "json" || content.json.node.kind !== "dict") return moments;
  for (const [key, { value: node }] of content.json.node.members) {
    if (node.kind !== "number" || !/^(exp|iat|nbf|auth_time|updated_at)$|_at$|_?expir|At$/.test(key)) continue;
    const value = Number(content.json.text.slice(node.start, node.end));
    const at = value > 1e11 ? value : value * 1000;
    if (at > 946_684_800_000 && at < 7_258_118_400_000) moments.set(key, at);
  }
  return moments;
}

/** One plain encoding. */
function readPlain(text: string): Recognised | null {
  if (/%[0-9a-f]{2}/i.test(text)) {
    const inner = urlDecoded(text);
    return inner === null ? null : { layers: ["URL"], inner };
  }
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return { layers: ["quotes"], inner: quoted };
  // cookie-parser marks JSON with "j:".
  if (text.startsWith("j:") && asJson(text.slice(2))) return { layers: ["Express"], inner: text.slice(2) };
  // Base64 of nine bytes of text has letters of both cases. Numbers, hexadecimal ids and most words do not.
  if (text.length < 12 || !/^(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const bytes = fromBase64(text);
  const inner = bytes && asText(bytes);
  return inner ? { layers: [/[-_]/.test(text) ? "base64url" : "base64"], inner } : null;
}

function urlDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
