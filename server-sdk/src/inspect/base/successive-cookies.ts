/**
 * Sessions that live in their cookie have no id. The values that one browser was given, one after the other, are one
 * session here: it has the first of them as its id, as far as this process has seen them.
 */

import { hash } from "node:crypto";
import { BoundedMap } from "../../core/bounded-map.ts";

/** Values that are kept, as digests. */
const remembered = 5000;

export class SuccessiveCookies {
  readonly #ids = new BoundedMap<string, string>(remembered);

  idOf(value: string): string {
    const digest = digestOf(value);
    return this.#ids.get(digest) ?? digest;
  }

  /** The browser that had `from` has `to` now. */
  follow(from: string, to: string): void {
    if (from !== to) this.#ids.set(digestOf(to), this.idOf(from));
  }
}

const digestOf = (value: string): string => hash("sha256", value, "base64url");
