/**
 * Refs: what the panel calls a stored session by. A ref is the session's id, encrypted and authenticated, and the same id
 * has the same ref. It leads to neither the id nor the key for anybody but the server that has made it.
 *
 * A synthetic IV, as in RFC 5297: the IV is the session's handle, a keyed hash of the id; AES in counter mode hides the id,
 * and a ref is ours when the id in it has that handle. A page has many refs, so all are made with one cipher.
 */

import { type Cipheriv, createCipheriv, type KeyObject } from "node:crypto";
import type { SessionId } from "../../core/session-key.ts";

/** Bytes. The rest of a block counts the blocks. */
const ivLength = 12;
const blockLength = 16;

export class Refs {
  /** One block alone, without state between blocks: what AES in counter mode is made of. */
  readonly #blocks: Cipheriv;
  readonly #handleOf: (id: SessionId) => string;

  /** `key`: 256 bits. `handleOf`: handles of 96 bits in base64url. */
  constructor(key: KeyObject, handleOf: (id: SessionId) => string) {
    this.#blocks = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
    this.#handleOf = handleOf;
  }

  /** `handle`: that of the id. */
  refOf(id: SessionId, handle: string): string {
    const iv = Buffer.from(handle, "base64url");
    return Buffer.concat([iv, this.#turned(Buffer.from(id, "latin1"), iv)]).toString("base64url");
  }

  /** `null`: this server has not made it. */
  idIn(ref: string): SessionId | null {
    const bytes = Buffer.from(ref, "base64url");
    if (bytes.length <= ivLength) return null;
    const iv = bytes.subarray(0, ivLength);
    const id = this.#turned(bytes.subarray(ivLength), iv).toString("latin1") as SessionId;
    return this.#handleOf(id) === iv.toString("base64url") ? id : null;
  }

  /** Encrypted, or decrypted: in counter mode both are the same. */
  #turned(bytes: Buffer, iv: Buffer): Buffer {
    const counters = Buffer.alloc(Math.ceil(bytes.length / blockLength) * blockLength);
    for (let at = 0; at < counters.length; at += blockLength) {
      counters.set(iv, at);
      counters.writeUInt32BE(at / blockLength, at + ivLength);
    }
    const turned = this.#blocks.update(counters).subarray(0, bytes.length);
    for (let at = 0; at < bytes.length; at++) turned[at]! ^= bytes[at]!;
    return turned;
  }
}
