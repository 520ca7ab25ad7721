/** Sessions in a database: the library's adapter reads them. They are for reading. */

import { policyExpiry } from "../../core/expiry.ts";
import { dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { CookieFacts, Held, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import type { Library, Row } from "./library.ts";

export class RowBridge implements SessionBridge<Row> {
  readonly kind = "server";
  readonly expiry = [];
  readonly edits = "compare";
  readonly name: string;
  readonly #library: Library;

  constructor(library: Library, name: string) {
    this.#library = library;
    this.name = `${name} (database)`;
  }

  async cookie(): Promise<CookieFacts> {
    return factsOf(parseLine(await this.#library.sampleOfRow()));
  }

  async dropLines(): Promise<Lines> {
    return [dropLineOf(await this.#library.sampleOfRow())];
  }

  async read(sent: SentCookies): Promise<Held<Row> | null> {
    const row = await this.#library.find(sent);
    if (row === null || row.session.expires.valueOf() <= Date.now()) return null;
    const { session, user } = row;
    const { sessionToken, expires, userId: _, ...own } = session;
    const entries = new Map<string, string>();
    for (const [key, value] of Object.entries({ ...own, user })) {
      const text = textOf(value);
      if (text !== undefined) entries.set(key, text);
    }
    const whose = [user.email, user.id].find((one) => typeof one === "string");
    return {
      ref: row,
      id: sessionToken,
      entries,
      readOnly: new Set(entries.keys()),
      expiry: policyExpiry,
      expiresAt: expires.valueOf(),
      user: whose,
    };
  }
}

/** `undefined`: it has none. */
function textOf(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
}
