/** Checks the token that a caller sends, and counts wrong ones. */

import { hash, timingSafeEqual } from "node:crypto";
import type { CallError } from "../protocol.ts";
import { CommandError } from "./command-error.ts";

/** Wrong tokens that all callers together may send in a minute, where the token is a configured one. */
const guessLimit = 10;
const minute = 60_000;

export class TokenCheck {
  readonly #digest: Buffer;
  readonly #server: Pick<CallError, "server">;
  /** The moments of the wrong guesses in the last minute; `null`: they are not counted. */
  #guesses: number[] | null;

  /**
   * `server`: the public id of a generated token; `null`: the app has chosen the token. A generated token has 128 random
   * bits, so nobody can guess it: a limit would only allow anybody to lock the panel out.
   */
  constructor(token: string, server: string | null) {
    this.#digest = hash("sha256", token, "buffer");
    this.#server = server === null ? {} : { server };
    this.#guesses = server === null ? [] : null;
  }

  /**
   * Compares in constant time. After too many wrong guesses of a configured token the right one is refused too, for up to
   * a minute.
   * @throws CommandError unless this is the token.
   */
  demand(given: string | null): void {
    if (given === null) {
      throw this.#error("token-required", "This server asks for its token: Authorization: Bearer <token>.");
    }
    const now = Date.now();
    if (this.#guesses) {
      this.#guesses = this.#guesses.filter((at) => Math.abs(now - at) < minute);
      if (this.#guesses.length >= guessLimit) {
        throw this.#error("too-many-guesses", "Too many wrong tokens. Wait a minute.", 0);
      }
    }
    if (timingSafeEqual(hash("sha256", given, "buffer"), this.#digest)) return;
    this.#guesses?.push(now);
    const left = this.#guesses ? guessLimit - this.#guesses.length : undefined;
    throw this.#error("token-refused", "This is not the server's token.", left);
  }

  #error(code: CallError["code"], message: string, triesLeft?: number): CommandError {
    return new CommandError(code, message, triesLeft === undefined ? this.#server : { ...this.#server, triesLeft });
  }
}
