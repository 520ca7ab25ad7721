/** Recognises values that frameworks encrypted, by their shape. Only the server can read them. */

import { fromBase64, jsonIn, memberOf, stringIn } from "./bytes.ts";
import type { Layer, Recognised } from "./content.ts";

/** Frameworks whose encrypted values have a part that names them. */
const makers: Partial<Record<Layer, string>> = {
  iron: "iron, which iron-session and hapi use",
  "secure-session": "@fastify/secure-session",
};

export function readEncrypted(value: string): Recognised | null {
  const layer = forms.find(([, fits]) => fits(value))?.[0];
  return layer === undefined ? null : { layers: [layer], inner: { kind: "sealed", by: makers[layer] ?? layer } };
}

/** `data--nonce--tag`, 12 and 16 bytes, in base64. */
const railsGcm = /^[A-Za-z0-9+/]*={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}==$/;
/** `data--iv`, whole blocks and 16 bytes: an older Rails encrypts so, and signs the result. */
export const railsCbc = /^[A-Za-z0-9+/]+={0,2}--[A-Za-z0-9+/]{22}==$/;

const forms: readonly (readonly [Layer, (value: string) => boolean])[] = [
  ["iron", (value) => /^Fe26\.2\*[^*]*(\*[^*]*){5,}$/.test(value)],
  // Four magic bytes, the id of the key, then at least one block and a tag.
  ["ASP.NET Core", (value) => /^CfDJ8[A-Za-z0-9_-]{64,}$/.test(value)],
  ["Rails", (value) => railsGcm.test(value)],
  ["Laravel", isLaravel],
  // Nonce (24 bytes), tag (16) and content together; before version 2: key, nonce, content and tag one by one.
  ["Phoenix", (value) => /^XCP\.[A-Za-z0-9_-]{54,}$/.test(value) || phoenix1.test(value)],
  ["secure-session", (value) => /^[A-Za-z0-9+/]{22,}={0,2};[A-Za-z0-9+/]{32}$/.test(value)],
  ["CakePHP", (value) => /^Q2FrZQ==\.[A-Za-z0-9+/]{43,}={0,2}$/.test(value)],
];

const phoenix1 = /^QTEyOEdDTQ\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{22}$/;

/** base64 of JSON with a nonce, the encrypted data and a tag or MAC. */
function isLaravel(value: string): boolean {
  if (!/^eyJ[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  const json = jsonIn(fromBase64(value));
  return json !== null && ["iv", "value", "mac"].every((name) => stringIn(memberOf(json, name)) !== null);
}
