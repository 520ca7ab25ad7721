/**
 * Text sealed into a cookie value, and back. A value is base64url of
 *
 *     format (1 byte) · key id (4 bytes) · content · HMAC-SHA256 (32 bytes)             signed
 *     format (1 byte) · key id (4 bytes) · nonce (12) · content, AES-256-GCM · tag (16)  encrypted
 *
 * Format, key id and the cookie's name are authenticated along with the content. Every secret gives two keys and an id
 * through HKDF with a label of its own. The first secret seals, all of them unseal: that is how they are rotated.
 */

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
  timingSafeEqual,
} from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { cookieByteLimit } from "../../core/cookie.ts";
import { SessionTooLargeError } from "../../core/errors.ts";

/** A few bytes can inflate to a thousand times as many; more than this is neither sealed nor unsealed. */
export const inflatedLimit = 65_536;

const version = 1;
const encryptedFlag = 0x10;
const deflatedFlag = 0x20;
const headLength = 5;
const macLength = 32;
const nonceLength = 12;
const tagLength = 16;

interface Keys {
  /** Says which secret sealed a value; leads to none. */
  readonly id: number;
  // KeyObjects made once: node:crypto takes eight times as long with a Buffer as the key.
  readonly signing: KeyObject;
  readonly encryption: KeyObject;
}

export type Unsealed =
  | { readonly text: string }
  | { readonly reason: "malformed-cookie" | "bad-signature" | "corrupted"; readonly detail: string };

export interface SealOptions {
  readonly encrypt: boolean;
  readonly compress: boolean;
}

export class Seal {
  readonly #keys = new Map<number, Keys>();
  readonly #newest: Keys;
  readonly #options: SealOptions;

  /** `secrets`: the newest first. At least one. */
  constructor(secrets: readonly string[], options: SealOptions) {
    const derived = secrets.map(deriveKeys);
    this.#newest = derived[0]!;
    // From the oldest on: should two ids ever be the same, the newest keeps it.
    for (const keys of derived.reverse()) this.#keys.set(keys.id, keys);
    this.#options = options;
  }

  /** @throws SessionTooLargeError when the browser would drop the cookie. */
  seal(text: string, cookieName: string): string {
    const content = Buffer.from(text);
    let body: Buffer = content;
    let format = version;
    if (this.#options.compress) {
      if (content.length > inflatedLimit) {
        throw new SessionTooLargeError(content.length, inflatedLimit, `${advice} (Size before compression.)`);
      }
      const deflated = deflateRawSync(content);
      if (deflated.length < content.length) {
        body = deflated;
        format |= deflatedFlag;
      }
    }
    if (this.#options.encrypt) format |= encryptedFlag;
    const head = Buffer.alloc(headLength);
    head[0] = format;
    head.writeUInt32BE(this.#newest.id, 1);
    const sealed = this.#options.encrypt
      ? encrypt(this.#newest.encryption, head, cookieName, body)
      : Buffer.concat([head, body, mac(this.#newest.signing, head, cookieName, body)]);
    const value = sealed.toString("base64url");
    const size = Buffer.byteLength(cookieName) + value.length;
    if (size > cookieByteLimit) throw new SessionTooLargeError(size, cookieByteLimit, advice);
    return value;
  }

  unseal(value: string, cookieName: string): Unsealed {
    if (value.length > cookieByteLimit) return malformed("longer than any cookie");
    const bytes = Buffer.from(value, "base64url");
    // The decoder skips what is not base64url; one text per value is left by comparing.
    if (bytes.toString("base64url") !== value) return malformed("not base64url");
    if (bytes.length < headLength) return malformed("too short");
    const head = bytes.subarray(0, headLength);
    const format = head[0]!;
    if ((format & ~(encryptedFlag | deflatedFlag)) !== version) return malformed("of another format");
    // A key holder asked for encryption must never be answered with less, nor the other way round.
    if (((format & encryptedFlag) !== 0) !== this.#options.encrypt) {
      return forged(this.#options.encrypt ? "not encrypted, as the store demands" : "encrypted, the store is not");
    }
    const keys = this.#keys.get(head.readUInt32BE(1));
    if (!keys) return forged("sealed with a secret that is not among those configured");
    const sealed = bytes.subarray(headLength);
    const body = this.#options.encrypt
      ? decrypt(keys.encryption, head, cookieName, sealed)
      : verify(keys.signing, head, cookieName, sealed);
    if (body === null) return forged("changed, or made for another cookie");
    const content = (format & deflatedFlag) === 0 ? body : inflate(body);
    return content === null ? { reason: "corrupted", detail: "cannot be decompressed" } : { text: content.toString() };
  }
}

const advice = "Keep only ids in a session that lives in a cookie, or use a server-side store.";
const malformed = (detail: string): Unsealed => ({ reason: "malformed-cookie", detail });
const forged = (detail: string): Unsealed => ({ reason: "bad-signature", detail });

function deriveKeys(secret: string): Keys {
  const derive = (purpose: string, length: number): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, "", `sessionscope cookie v${version}: ${purpose}`, length));
  return {
    id: derive("key id", 4).readUInt32BE(),
    signing: createSecretKey(derive("sign", 32)),
    encryption: createSecretKey(derive("encrypt", 32)),
  };
}

function mac(key: KeyObject, head: Buffer, cookieName: string, body: Buffer): Buffer {
  return createHmac("sha256", key).update(head).update(`${cookieName}\0`).update(body).digest();
}

function verify(key: KeyObject, head: Buffer, cookieName: string, sealed: Buffer): Buffer | null {
  if (sealed.length < macLength) return null;
  const body = sealed.subarray(0, -macLength);
  return timingSafeEqual(mac(key, head, cookieName, body), sealed.subarray(-macLength)) ? body : null;
}

function encrypt(key: KeyObject, head: Buffer, cookieName: string, body: Buffer): Buffer {
  const nonce = newNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.concat([head, Buffer.from(cookieName)]));
  const encrypted = cipher.update(body);
  // GCM holds nothing back: what `final` returns is empty.
  cipher.final();
  return Buffer.concat([head, nonce, encrypted, cipher.getAuthTag()]);
}

/** Each nonce is used once; it is overwritten when all have been. Drawing them one by one costs four times as much. */
const nonces = Buffer.alloc(256 * nonceLength);
let drawn = nonces.length;

function newNonce(): Buffer {
  if (drawn === nonces.length) {
    randomFillSync(nonces);
    drawn = 0;
  }
  drawn += nonceLength;
  return nonces.subarray(drawn - nonceLength, drawn);
}

function decrypt(key: KeyObject, head: Buffer, cookieName: string, sealed: Buffer): Buffer | null {
  if (sealed.length < nonceLength + tagLength) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.concat([head, Buffer.from(cookieName)]));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    const body = decipher.update(sealed.subarray(nonceLength, -tagLength));
    // Throws when the tag does not fit.
    decipher.final();
    return body;
  } catch {
    return null;
  }
}

function inflate(body: Buffer): Buffer | null {
  try {
    return inflateRawSync(body, { maxOutputLength: inflatedLimit });
  } catch {
    return null;
  }
}
