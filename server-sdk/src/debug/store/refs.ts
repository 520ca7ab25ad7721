/**
 * Refs: what the panel calls a stored session by. A ref is the session's id, encrypted and authenticated, and the same id
 * has the same ref. It leads to neither the id nor the key for anybody but the server that has made it.
 *
 * A synthetic IV, as in RFC 5297: the IV is the session's handle, a keyed hash of the id; AES in counter mode hides the id,
 * and a ref is ours when the id in it has that handle. The keys of hash and cipher are independent of each other.
 *
 * A handle has 96 bits, so a forged ref passes once in 2^96 tries; two of 2^48 sessions would have one handle, and only then
 * would their refs say something of their ids.
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

  /** In the order of the sessions. `handle`: that of the id. */
  refsOf(sessions: readonly { readonly id: SessionId; readonly handle: string }[]): string[] {
    const refs = sessions.map(({ id, handle }) => {
      const ref = Buffer.allocUnsafe(ivLength + id.length);
      ref.write(handle, "base64url");
      ref.write(id, ivLength, "latin1");
      return ref;
    });
    this.#turn(refs);
    return refs.map((ref) => ref.toString("base64url"));
  }

  /** `null`: this server has not made it. */
  idIn(ref: string): SessionId | null {
    const bytes = Buffer.from(ref, "base64url");
    // Each ref has one spelling: base64url has several for the same bytes.
    if (bytes.length <= ivLength || bytes.toString("base64url") !== ref) return null;
    const handle = bytes.toString("base64url", 0, ivLength);
    this.#turn([bytes]);
    const id = bytes.toString("latin1", ivLength) as SessionId;
    return this.#handleOf(id) === handle ? id : null;
  }

  /** Encrypts or decrypts what follows the IVs, in place: in counter mode both are the same. A page costs one call of the cipher. */
  #turn(refs: readonly Buffer[]): void {
    const blocks = refs.map(({ length }) => Math.ceil((length - ivLength) / blockLength));
    const counters = Buffer.alloc(blocks.reduce((sum, count) => sum + count, 0) * blockLength);
    let at = 0;
    for (const [index, ref] of refs.entries()) {
      for (let count = 0; count < blocks[index]!; count++, at += blockLength) {
        ref.copy(counters, at, 0, ivLength);
        counters.writeUInt32BE(count, at + ivLength);
      }
    }
    const stream = this.#blocks.update(counters);
    let start = 0;
    for (const [index, ref] of refs.entries()) {
      for (let byte = ivLength; byte < ref.length; byte++) ref[byte]! ^= stream[start + byte - ivLength]!;
      start += blocks[index]! * blockLength;
    }
  }
}
