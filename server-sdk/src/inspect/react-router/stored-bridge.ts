/** Sessions of `createSessionStorage` and its kin: the cookie has an id, the data is wherever the app's functions keep it. */

import { policyExpiry } from "../../core/expiry.ts";
import { contentOf } from "../base/json-content.ts";
import { dropLineOf, factsOf, headerOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import type { AppCommits } from "./app-commits.ts";
import { emptyLine, type LibraryCookie, type LibrarySession, type LibraryStorage } from "./library.ts";

export interface StoredRef {
  readonly session: LibrarySession;
  /** Of its cookie. */
  readonly value: string;
}

export class StoredBridge implements SessionBridge<StoredRef> {
  readonly name = "React Router session storage";
  readonly kind = "server";
  readonly expiry = [];
  readonly edits = "compare";
  readonly watched = true;
  readonly cannot = { "session.setExpiry": "React Router gives all sessions of a storage the same age." };
  readonly #storage: LibraryStorage;
  readonly #cookie: LibraryCookie;
  readonly #commits: AppCommits;
  #line: Promise<string> | undefined;

  constructor(storage: LibraryStorage, cookie: LibraryCookie, commits: AppCommits) {
    this.#storage = storage;
    this.#cookie = cookie;
    this.#commits = commits;
  }

  async cookie(): Promise<CookieFacts> {
    return factsOf(parseLine(await this.#sample()));
  }

  async dropLines(): Promise<Lines> {
    return [dropLineOf(await this.#sample())];
  }

  async read(sent: SentCookies): Promise<Held<StoredRef> | null> {
    const value = sent.get((await this.cookie()).name) ?? "";
    if (value === "") return null;
    return this.heldOf(await this.#storage.getSession(headerOf(sent)), value);
  }

  /** `null`: it does not live. An id that leads nowhere comes with no data, and so does one of an empty session. */
  heldOf(session: LibrarySession, value: string): Held<StoredRef> | null {
    const { id, data } = session;
    if (typeof id !== "string" || id === "") return null;
    if (Object.keys(data).length === 0 && !this.#commits.isEmpty(value)) return null;
    return { ref: { session, value }, id, expiry: policyExpiry, ...contentOf(data) };
  }

  /** The browser's cookie stays as it is: it has the id. */
  async write({ entries, ref: { session, value } }: Held<StoredRef>, next: Content): Promise<Issued<StoredRef>> {
    for (const key of entries.keys()) if (!next.entries.has(key)) session.unset(key);
    for (const [key, text] of next.entries) if (entries.get(key) !== text) session.set(key, JSON.parse(text));
    await this.#commit(session, value);
    return { held: this.heldOf(session, value), cookieValue: value, lines: [] };
  }

  create({ entries }: Content): Promise<Issued<StoredRef>> {
    return this.#issue([...entries].map(([key, text]) => [key, JSON.parse(text)]));
  }

  async rotate(held: Held<StoredRef>): Promise<Issued<StoredRef>> {
    const { session, value } = held.ref;
    const issued = await this.#issue(Object.entries(session.data), value);
    await this.remove(held);
    return issued;
  }

  async remove({ ref: { session, value } }: Held<StoredRef>): Promise<void> {
    await this.#storage.destroySession(session);
    this.#commits.ended(value);
  }

  /** `like`: the value of the cookie whose session was committed as this one is to be. */
  async #issue(data: readonly [key: string, value: unknown][], like = ""): Promise<Issued<StoredRef>> {
    const { name } = await this.cookie();
    const made = await this.#storage.getSession();
    for (const [key, value] of data) made.set(key, value);
    const line = await this.#commit(made, like);
    const { value } = parseLine(line);
    const session = await this.#storage.getSession(headerOf(new Map([[name, value]])));
    return { held: this.heldOf(session, value), cookieValue: value, lines: [line] };
  }

  async #commit(session: LibrarySession, like: string): Promise<string> {
    const options = this.#commits.optionsOf(like);
    const line = await this.#storage.commitSession(session, options);
    this.#commits.add(session.id === "" ? parseLine(line).value : like, options, session.data);
    return line;
  }

  /** A line of its cookie. @throws Error for a storage that keeps its sessions in the cookie. */
  #sample(): Promise<string> {
    this.#line ??= emptyLine(this.#storage).then((line) => {
      if (line === null) return this.#cookie.serialize("sample");
      throw new Error("this storage keeps its sessions in the cookie: leave out the option cookie of inspect");
    });
    return this.#line;
  }
}
