/** What the app has said with the commits that this process has seen, by the value of the cookie that came of each. */

import { hash } from "node:crypto";
import { BoundedMap } from "../../core/bounded-map.ts";
import type { CommitOptions } from "./library.ts";

const remembered = 5000;

interface Commit {
  readonly options: CommitOptions | undefined;
  /** Nothing was in the session: it lives all the same. */
  readonly empty: boolean;
}

export class AppCommits {
  readonly #known = new BoundedMap<string, Commit>(remembered);

  add(value: string, options: CommitOptions | undefined, data: object): void {
    this.#known.set(digestOf(value), { options, empty: Object.keys(data).length === 0 });
  }

  /** An edit keeps what the app has said: how long to remember somebody, for instance. */
  optionsOf(value: string): CommitOptions | undefined {
    return this.#known.get(digestOf(value))?.options;
  }

  isEmpty(value: string): boolean {
    return this.#known.get(digestOf(value))?.empty ?? false;
  }

  ended(value: string): void {
    this.#known.set(digestOf(value), { options: undefined, empty: false });
  }
}

const digestOf = (value: string): string => hash("sha256", value, "base64url");
