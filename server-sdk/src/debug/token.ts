/** The token: what a caller must know where a loopback address and the panel's origin are not proof enough. */

import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { SettingError } from "../core/errors.ts";
import { isProduction } from "../core/production.ts";
import { Refusal } from "./refusal.ts";

const variable = "SESSIONSCOPE_TOKEN";
/** Characters of the shortest token an app may choose. */
const shortest = 16;
/** Different characters in it: a random one of that length has more. */
const fewest = 8;
/** Printable ASCII without spaces: what an Authorization header can carry. */
const sendable = /^[!-~]+$/;

export interface ChosenToken {
  readonly text: string;
  /** By the app or its environment. Otherwise it was generated, and somebody must be told. */
  readonly configured: boolean;
}

/**
 * The setting, else the environment, else 128 new random bits.
 * @throws SettingError for a token that no header can carry or that is easy to guess, and in production when none is configured.
 */
export function chooseToken(setting: string | undefined, env: NodeJS.ProcessEnv): ChosenToken {
  const text = setting ?? (env[variable] || undefined);
  if (text !== undefined) {
    if (text.length < shortest || !sendable.test(text) || new Set(text).size < fewest) {
      throw new SettingError(
        setting === undefined ? variable : "debug.token",
        `a token needs at least ${shortest} printable ASCII characters, none of them a space, and at least ${fewest} different ones.`,
        "Make one with: openssl rand -base64 24",
      );
    }
    return { text, configured: true };
  }
  if (isProduction(env)) {
    throw new SettingError(
      "debug",
      "the debug endpoint shows and changes sessions; in production (NODE_ENV) it does not start by itself.",
      `Switch it off, or say that you mean it with a token of your own: debug: { token }, or ${variable} in the environment.`,
    );
  }
  return { text: randomBytes(16).toString("base64url"), configured: false };
}

/** Wrong tokens that all callers together may try within a minute. */
const guessLimit = 10;
const minute = 60_000;

export class TokenCheck {
  readonly #digest: Buffer;
  /** When the wrong guesses of the last minute were made. */
  #guesses: number[] = [];

  constructor(token: string) {
    this.#digest = hash("sha256", token, "buffer");
  }

  /**
   * Compares in constant time. After too many wrong guesses not even the right token is looked at, for up to a minute.
   * @throws Refusal unless this is the token.
   */
  demand(given: string | null): void {
    if (given === null) {
      throw new Refusal("token-required", "This server asks for its token: Authorization: Bearer <token>.");
    }
    const now = Date.now();
    this.#guesses = this.#guesses.filter((at) => Math.abs(now - at) < minute);
    if (this.#guesses.length >= guessLimit) {
      throw new Refusal("too-many-guesses", "Too many wrong tokens. Wait a minute.", { triesLeft: 0 });
    }
    if (timingSafeEqual(hash("sha256", given, "buffer"), this.#digest)) return;
    this.#guesses.push(now);
    throw new Refusal("token-refused", "This is not the server's token.", {
      triesLeft: guessLimit - this.#guesses.length,
    });
  }
}
