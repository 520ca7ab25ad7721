/** Session keys (the secret in the cookie), ids (their SHA-256, what stores know) and handles (names for the debug protocol). */

import { createHmac, hash, type KeyObject, randomFillSync } from "node:crypto";

declare const kind: unique symbol;
/** The secret in the cookie: never stored, logged, or put in a URL. */
export type SessionKey = string & { readonly [kind]: "key" };
/** SHA-256 of the key; a key where an id belongs does not compile. */
export type SessionId = string & { readonly [kind]: "id" };

const length = 32;
const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const wellFormed = /^[a-z0-9]{32}$/;

const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * A new key: 32 characters of `[a-z0-9]` from the CSPRNG (165 bits), as Django's. Bytes that would bias a character are
 * drawn again.
 */
export function newSessionKey(): SessionKey {
  let key = "";
  while (key.length < length) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used]!;
    pool[used++] = 0;
    if (byte < 252) key += alphabet[byte % 36];
  }
  return key as SessionKey;
}

/** The key in a cookie value; `null` when the value does not have a key's form, and then no store is asked. */
export function parseSessionKey(cookieValue: string): SessionKey | null {
  return wellFormed.test(cookieValue) ? (cookieValue as SessionKey) : null;
}

/** The id under which stores keep the session: base64url SHA-256 of the key, 43 characters. */
export function sessionIdOf(key: SessionKey): SessionId {
  return hash("sha256", key, "base64url") as SessionId;
}

/** The short name of a stored session in the debug protocol: it leads to neither key nor id. */
export function sessionHandle(id: SessionId, secret: KeyObject): string {
  return createHmac("sha256", secret).update(id).digest("base64url").slice(0, 16);
}
