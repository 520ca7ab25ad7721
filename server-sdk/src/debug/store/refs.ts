/**
 * Refs: what the panel calls a stored session by. A ref is the session's id, encrypted and authenticated, and the same id
 * has the same ref. It leads to neither the id nor the key for anybody but the server that has made it.
 */

import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { type SessionId, sessionHandle } from "../../core/session-key.ts";

const cipher = "aes-256-gcm";
/** Bytes. */
const ivLength = 12;
const tagLength = 16;

export class Refs {
  readonly #key: KeyObject;
  readonly #handles: KeyObject;

  /** `key`: 256 bits. `handles`: the secret of the handles. */
  constructor(key: KeyObject, handles: KeyObject) {
    this.#key = key;
    this.#handles = handles;
  }

  handleOf(id: SessionId): string {
    return sessionHandle(id, this.#handles);
  }

  /** A session's handle is a keyed hash of its id, as long as an IV: so each id has an IV of its own. */
  refOf(id: SessionId, handle: string): string {
    const iv = Buffer.from(handle, "base64url");
    const sealing = createCipheriv(cipher, this.#key, iv);
    const sealed = [sealing.update(id, "latin1"), sealing.final(), sealing.getAuthTag()];
    return Buffer.concat([iv, ...sealed]).toString("base64url");
  }

  /** `null`: this server has not made it. */
  idIn(ref: string): SessionId | null {
    const bytes = Buffer.from(ref, "base64url");
    if (bytes.length < ivLength + tagLength) return null;
    const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
    opening.setAuthTag(bytes.subarray(-tagLength));
    try {
      return (opening.update(bytes.subarray(ivLength, -tagLength), undefined, "latin1") +
        opening.final("latin1")) as SessionId;
    } catch {
      return null;
    }
  }
}
