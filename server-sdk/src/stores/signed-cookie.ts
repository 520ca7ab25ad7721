/**
 * The session in the client's own cookie, signed or encrypted. Nothing is kept on the server: of two responses the last
 * one wins, and a copy of a cookie stays valid until the deadline inside it, whatever happens elsewhere.
 */

import { SettingError } from "../core/errors.ts";
import { reportRejected } from "../core/events.ts";
import type { ClientStore, StoredSession } from "../core/store.ts";
import { isDead } from "../core/stored-session.ts";
import { decodeSession, encodeSession } from "../core/storing/session-record.ts";
import { Seal } from "./signed-cookie/seal.ts";

export interface SignedCookieOptions {
  /** At least 16 random characters; of a list, the first seals and all unseal. */
  readonly secret: string | readonly string[];
  /** AES-256-GCM instead of a signature alone: the visitor cannot read the session. Values of the other kind are refused. */
  readonly encrypt?: boolean;
  /** Deflate where it makes the value shorter. Leave it off when a session holds both secrets and text of an attacker's choice. */
  readonly compress?: boolean;
}

const shortestSecret = 16;

export class SignedCookieStore implements ClientStore {
  readonly kind = "client";
  readonly name: string;
  readonly #seal: Seal;

  /** @throws SettingError when a secret is missing or too short. */
  constructor({ secret, encrypt = false, compress = false }: SignedCookieOptions) {
    const secrets = typeof secret === "string" ? [secret] : secret;
    if (secrets.length === 0 || secrets.some((one) => one.length < shortestSecret)) {
      throw new SettingError(
        "secret",
        `the signed-cookie store needs a secret of at least ${shortestSecret} random characters.`,
        "Make one with: openssl rand -base64 32",
      );
    }
    this.name = encrypt ? "Encrypted cookie" : "Signed cookie";
    this.#seal = new Seal(secrets, { encrypt, compress });
  }

  unseal(cookieValue: string, cookieName: string): StoredSession | null {
    const unsealed = this.#seal.unseal(cookieValue, cookieName);
    if ("reason" in unsealed) {
      reportRejected({ ...unsealed, store: this.name }, cookieValue);
      return null;
    }
    const session = decodeSession(unsealed.text);
    if (session === null) {
      reportRejected({ reason: "corrupted", store: this.name, detail: "not a session" }, cookieValue);
      return null;
    }
    if (isDead(session)) {
      reportRejected({ reason: "expired", store: this.name }, cookieValue);
      return null;
    }
    return session;
  }

  seal(session: StoredSession, cookieName: string): string {
    return this.#seal.seal(encodeSession(session), cookieName);
  }
}

/** `signed-cookie:`, with `?encrypt` and `?compress`. */
export async function open(url: URL, { secret }: { readonly secret?: string | readonly string[] }) {
  return new SignedCookieStore({
    secret: secret ?? [],
    encrypt: url.searchParams.has("encrypt"),
    compress: url.searchParams.has("compress"),
  });
}
