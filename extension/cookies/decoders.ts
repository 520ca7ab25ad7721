/** What a cookie's value says once its encodings are undone, outermost first. Signatures are shown, not checked. */

import { asJson, asText, fromBase64, type Json } from "./decoders/bytes.ts";
import {
  isSealed,
  readDjango,
  readExpress,
  readFlask,
  readJwt,
  readSessionscope,
  type Signed,
  type Unwrapped,
} from "./decoders/signed.ts";

export type Layer =
  | "URL"
  | "quotes"
  | "base64"
  | "base64url"
  | "zlib"
  | "JSON"
  | "JWT"
  | "JWE"
  | "Django"
  | "Express"
  | "cookie-session"
  | "Flask"
  | "Sessionscope"
  | "iron";

export interface Decoded {
  /** Empty: the value is what it looks like. */
  readonly layers: readonly Layer[];
  /** The header of a JWT; null for all else. */
  readonly header: Json | null;
  readonly content: Content;
  readonly signed: Signed | null;
}

export type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly json: Json }
  /** Encrypted: only the server can open it. */
  | { readonly kind: "sealed" };

/** Layers that are undone at most; what is left is shown as text. */
const depth = 8;

/**
 * Undoes what it recognises.
 * @param companion value of the cookie called like this one with ".sig" behind it, where there is one (cookie-session).
 */
export async function decode(value: string, companion: string | null = null): Promise<Decoded> {
  const layers: Layer[] = [];
  let signed: Signed | null = null;
  let text = value;
  if (companion !== null && /^[A-Za-z0-9_-]{27}$/.test(companion)) {
    layers.push("cookie-session");
    signed = { scheme: "cookie-session", algorithm: "HMAC-SHA1", text: value, signature: companion, at: null };
  }
  const done = (content: Content, header: Json | null = null): Decoded => ({ layers, header, content, signed });

  while (layers.length < depth) {
    if (isSealed(text)) {
      layers.push("iron");
      return done({ kind: "sealed" });
    }
    const jwt = readJwt(text);
    if (jwt) {
      layers.push(...(jwt.signed ? (["JWT", "base64url", "JSON"] as const) : (["JWE", "base64url"] as const)));
      signed ??= jwt.signed;
      return done(jwt.payload ? { kind: "json", json: jwt.payload } : { kind: "sealed" }, jwt.header);
    }
    const json = /^\s*[[{"]/.test(text) ? asJson(text) : null;
    if (json) {
      layers.push("JSON");
      return done({ kind: "json", json });
    }
    const wrapped = await unwrap(text);
    if (wrapped) {
      const [name, unwrapped] = wrapped;
      layers.push(name, ...unwrapped.layers);
      signed ??= unwrapped.signed;
      text = unwrapped.inner;
      continue;
    }
    const plainer = undo(text);
    if (plainer === null) break;
    layers.push(plainer[0]);
    text = plainer[1];
  }
  return done({ kind: "text", text });
}

/** Times that a decoded object names: claim → milliseconds since the epoch. */
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

async function unwrap(text: string): Promise<[Layer, Unwrapped] | null> {
  const express = readExpress(text);
  if (express) return ["Express", express];
  const django = await readDjango(text);
  if (django) return ["Django", django];
  const flask = await readFlask(text);
  if (flask) return ["Flask", flask];
  const sealed = await readSessionscope(text);
  return sealed ? ["Sessionscope", sealed] : null;
}

/** One plain encoding. The order matters: what base64 takes for its own may be a word. */
function undo(text: string): [Layer, string] | null {
  if (/%[0-9a-f]{2}/i.test(text)) {
    try {
      return ["URL", decodeURIComponent(text)];
    } catch {
      return null;
    }
  }
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return ["quotes", quoted];
  // cookie-parser marks JSON with "j:".
  if (text.startsWith("j:") && asJson(text.slice(2))) return ["Express", text.slice(2)];
  if (text.length < 12 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const bytes = fromBase64(text);
  const inner = bytes && asText(bytes);
  return inner ? [/[-_]/.test(text) ? "base64url" : "base64", inner] : null;
}
