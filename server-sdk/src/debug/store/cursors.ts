/**
 * Cursors of `store.list` as the panel has them: where a store's listing goes on, encrypted, for the cursor of a store may
 * hold the id of a session. Each is good for the question that it belongs to, as long as this server lives.
 */

import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { CommandError } from "../command-error.ts";

const cipher = "aes-256-gcm";
/** Bytes. */
const ivLength = 12;
const tagLength = 16;

export class Cursors {
  readonly #key: KeyObject;

  /** `key`: 256 bits. */
  constructor(key: KeyObject) {
    this.#key = key;
  }

  /** `question`: what is listed, and in which order. */
  seal(cursor: string, question: string): string {
    const iv = randomBytes(ivLength);
    const sealing = createCipheriv(cipher, this.#key, iv).setAAD(Buffer.from(question));
    return Buffer.concat([iv, sealing.update(cursor, "utf8"), sealing.final(), sealing.getAuthTag()]).toString(
      "base64url",
    );
  }

  /** @throws CommandError `stale-cursor`: another server has made it, or it belongs to another question. */
  open(sealed: string, question: string): string {
    const bytes = Buffer.from(sealed, "base64url");
    try {
      const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
        .setAAD(Buffer.from(question))
        .setAuthTag(bytes.subarray(-tagLength));
      return opening.update(bytes.subarray(ivLength, -tagLength), undefined, "utf8") + opening.final("utf8");
    } catch {
      throw new CommandError("stale-cursor", "This page is not there any more. List the sessions from the beginning.");
    }
  }
}
