/** Headers as they were received. A framework may merge or drop duplicates, and attacks are made of those. */

import type { DebugCall } from "../core/exchange.ts";

/** Earlier versions have no `Host`, or none that must be right. A request without any version counts as 0.9. */
const httpVersions = ["1.1", "2.0", "3.0"];

export class RawHeaders {
  readonly #pairs: readonly (readonly [name: string, value: string])[];

  constructor(raw: readonly string[]) {
    const pairs: [string, string][] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at]!.toLowerCase(), raw[at + 1]!]);
    this.#pairs = pairs;
  }

  all(...names: readonly string[]): readonly string[] {
    return this.#pairs.filter(([name]) => names.includes(name)).map(([, value]) => value);
  }

  /** The one value under these names; `null`: there is none, or there are several. */
  only(...names: readonly string[]): string | null {
    const values = this.all(...names);
    return values.length === 1 ? values[0]! : null;
  }

  every(name: RegExp): boolean {
    return this.#pairs.every(([own]) => name.test(own));
  }
}

/** The one host that a call names; `null`: it names none, or several, or speaks a version in which that says nothing. */
export function hostOf({ httpVersion }: Pick<DebugCall, "httpVersion">, headers: RawHeaders): string | null {
  // HTTP/2 has `:authority` in place of `Host`. No header of HTTP/1 can have a colon in its name.
  return httpVersions.includes(httpVersion) ? headers.only("host", ":authority") : null;
}
