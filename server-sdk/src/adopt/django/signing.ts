/** What Django has signed (`django.core.signing`, sha256): Node cannot ask Django, so this is its own way, and the tests are on Django itself. */

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { inflateSync } from "node:zlib";
import { type OldData, UnusableSessionError } from "../../core/old-sessions.ts";

/** `key_salt` of the engines `db` and `cached_db`. */
const salt = "django.contrib.sessions.SessionStore";
const authSalt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";
/** Of data that were compressed: a few bytes can be made to fill the memory. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The dictionary in `session_data`.
 * @throws UnusableSessionError where none of the secrets has signed it, or it is no JSON object.
 */
export function decodeSession(text: string, secrets: readonly string[]): OldData {
  const signed = text.lastIndexOf(":");
  const value = text.slice(0, Math.max(0, signed));
  if (!secrets.some((secret) => isSigned(value, text.slice(signed + 1), secret))) {
    throw new UnusableSessionError("secretKey has not signed what is stored");
  }
  const payload = value.slice(0, value.lastIndexOf(":"));
  try {
    const data: unknown = JSON.parse(jsonOf(payload));
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return data as OldData;
  } catch {
    // The reason below is all there is to say: a pickle is no JSON either.
  }
  throw new UnusableSessionError("what is stored is not a JSON object");
}

function jsonOf(payload: string): string {
  if (!payload.startsWith(".")) return Buffer.from(payload, "base64url").toString("utf8");
  return inflateSync(Buffer.from(payload.slice(1), "base64url"), { maxOutputLength: mostBytes }).toString("utf8");
}

function isSigned(value: string, signature: string, secret: string): boolean {
  const own = Buffer.from(saltedHmac(`${salt}signer`, value, secret).digest("base64url"));
  const given = Buffer.from(signature);
  return own.length === given.length && timingSafeEqual(own, given);
}

/** What `_auth_user_hash` may be for a user with this password. */
export function authHashes(password: string, secrets: readonly string[]): readonly string[] {
  return secrets.map((secret) => saltedHmac(authSalt, password, secret).digest("hex"));
}

/** `django.utils.crypto.salted_hmac` */
function saltedHmac(keySalt: string, value: string, secret: string) {
  const key = createHash("sha256").update(keySalt).update(secret).digest();
  return createHmac("sha256", key).update(value);
}
