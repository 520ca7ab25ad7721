/** Conversions between bytes, text, base64 and JSON. Each returns null for input that does not fit. */

import type { JsonNode } from "../../json/node.ts";
import { parseStored, stringOf } from "../../json/parse.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes that are inflated at most: a small value can inflate to a thousand times its size. */
export const inflateLimit = 1_048_576;

export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (plain === "" || /[^A-Za-z0-9+/]/.test(plain) || plain.length % 4 === 1) return null;
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

export function toBase64(bytes: ArrayBuffer, alphabet: "base64" | "base64url"): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/=+$/, "");
  return alphabet === "base64" ? text : text.replaceAll("+", "-").replaceAll("/", "_");
}

/** Text, if the bytes are UTF-8 without control characters; tabs and line breaks are allowed. */
export function asText(bytes: Uint8Array<ArrayBuffer>): string | null {
  try {
    const text = strict.decode(bytes);
    return /[^\P{Cc}\t\n\r]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** JSON with its text, so that no number is rounded and no member moves. */
export interface Json {
  readonly text: string;
  readonly node: JsonNode;
}

export function asJson(text: string): Json | null {
  const parsed = parseStored(text);
  return parsed.ok ? { text, node: parsed.node } : null;
}

export function jsonIn(bytes: Uint8Array<ArrayBuffer> | null): Json | null {
  const text = bytes && asText(bytes);
  return text ? asJson(text) : null;
}

/** A member of a dictionary. */
export function memberOf({ text, node }: Json, name: string): Json | null {
  const member = node.kind === "dict" ? node.members.get(name) : undefined;
  return member === undefined ? null : { text, node: member.value };
}

/** null: the JSON is not a string. */
export const stringIn = (json: Json | null): string | null =>
  json?.node.kind === "string" ? stringOf(json.text, json.node) : null;

export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: "deflate" | "deflate-raw",
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))) {
      size += part.length;
      if (size > inflateLimit) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
