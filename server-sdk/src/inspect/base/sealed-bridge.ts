/** A bridge to a library whose session is its cookie: it opens what a browser has sent, and seals what it is to send next. */

import { UnsupportedError } from "../../core/errors.ts";
import { type Expiry, policyExpiry } from "../../core/expiry.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import { contentOf } from "./json-content.ts";
import { afterLines, demandKeepable } from "./set-cookie-lines.ts";
import { SuccessiveCookies } from "./successive-cookies.ts";

/** What a library of this kind is asked. */
export interface Sealing {
  readonly name: string;
  /** Bytes that a session may have. */
  readonly limit: number;
  /** The kinds of expiry that a session can have of its own. Left out: none. */
  readonly expiry?: readonly Expiry["kind"][];
  cookie(): Promise<CookieFacts>;
  /** `null`: no session in these cookies, or none that can be opened. */
  open(sent: SentCookies): Promise<Opened | null>;
  /** The lines that give a browser, which has sent these cookies, a session with this data. `expiry`: the policy unless given. */
  seal(data: Data, sent: SentCookies, expiry?: Expiry): Promise<Lines>;
  /** The lines with which the browser drops the cookies. */
  dropLines(): Promise<Lines>;
}

type Data = Readonly<Record<string, unknown>>;

export interface Opened {
  readonly data: object;
  /** Left out: the library gives its sessions none. */
  readonly id?: string;
  /** Left out: the policy. */
  readonly expiry?: Expiry;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly user?: string | undefined;
}

export class SealedBridge implements SessionBridge<SentCookies> {
  readonly kind = "client";
  readonly expiry: readonly Expiry["kind"][];
  readonly edits = "none";
  readonly watched = true;
  readonly name: string;
  readonly limit: number;
  readonly cannot: SessionBridge["cannot"];
  readonly #sealing: Sealing;
  readonly #successive = new SuccessiveCookies();

  constructor(sealing: Sealing) {
    const { name, limit, expiry = [] } = sealing;
    this.#sealing = sealing;
    this.name = name;
    this.limit = limit;
    this.expiry = expiry;
    this.cannot = {
      "session.cycleKey": `${name} has no key to change: the cookie is the session.`,
      ...(expiry.length === 0 && { "session.setExpiry": `${name} gives all its sessions the same age.` }),
    };
  }

  cookie(): Promise<CookieFacts> {
    return this.#sealing.cookie();
  }

  dropLines(): Promise<Lines> {
    return this.#sealing.dropLines();
  }

  async read(sent: SentCookies): Promise<Held<SentCookies> | null> {
    const value = await this.#valueOf(sent);
    const opened = value === "" ? null : await this.#sealing.open(sent);
    return opened && this.#heldOf(opened, sent, value);
  }

  /** Values that have not changed stay what they are: a format of the app's own may keep more than JSON. */
  async write({ ref, entries: had }: Held<SentCookies>, { entries, expiry }: Content): Promise<Issued<SentCookies>> {
    const opened = await this.#sealing.open(ref);
    const isKept = (key: string) => entries.has(key) && had.get(key) === entries.get(key);
    const kept = Object.entries(opened?.data ?? {}).filter(([key]) => isKept(key));
    return this.#issue(ref, Object.fromEntries([...Object.entries(dataOf(entries)), ...kept]), expiry);
  }

  create({ entries, expiry }: Content): Promise<Issued<SentCookies>> {
    return this.#issue(new Map(), dataOf(entries), expiry);
  }

  /** A response has given the browser these lines. */
  async follow(sent: SentCookies, after: SentCookies): Promise<void> {
    const [from, to] = [await this.#valueOf(sent), await this.#valueOf(after)];
    if (from !== "" && to !== "") this.#successive.follow(from, to);
  }

  async #issue(sent: SentCookies, data: Data, expiry: Expiry): Promise<Issued<SentCookies>> {
    const lines = await this.#sealing.seal(data, sent, expiry);
    demandKeepable(lines);
    const after = afterLines(sent, lines);
    await this.follow(sent, after);
    const { name } = await this.cookie();
    // Some libraries open no session that is empty.
    const opened = (await this.#sealing.open(after)) ?? { data };
    demandKept(this.name, data, opened.data);
    return {
      held: this.#heldOf(opened, after, await this.#valueOf(after)),
      cookieValue: after.get(name) ?? "",
      lines,
    };
  }

  #heldOf({ data, expiry = policyExpiry, ...known }: Opened, sent: SentCookies, value: string): Held<SentCookies> {
    return { id: this.#successive.idOf(value), ...known, ref: sent, expiry, ...contentOf({ ...data }) };
  }

  /** Its cookie's value, put together of its chunks where it has such; empty: it was not sent. */
  async #valueOf(sent: SentCookies): Promise<string> {
    const { name, more = [] } = await this.cookie();
    const chunks = more.filter((one) => one.endsWith("*")).map((one) => one.slice(0, -1));
    const own = [...sent].filter(([one]) => one === name || chunks.some((beginning) => one.startsWith(beginning)));
    return own
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, value]) => value.trim())
      .join("");
  }
}

const dataOf = (entries: Content["entries"]): Data =>
  Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text) as unknown]));

/**
 * Gives the library's session this data. Not by assignment: `__proto__` is a key like any other.
 * @throws UnsupportedError for a key that it has a use of its own for.
 */
export function giveData(library: string, session: object, data: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(data)) {
    const given = { value, writable: true, enumerable: true, configurable: true };
    if (!Reflect.defineProperty(session, key, given)) throw keepsNot(library, key);
  }
}

/** @throws UnsupportedError for a key that the library has left out. */
function demandKept(library: string, asked: object, kept: object): void {
  const lost = Object.keys(asked).find((key) => !Object.hasOwn(kept, key));
  if (lost !== undefined) throw keepsNot(library, lost);
}

const keepsNot = (library: string, key: string): UnsupportedError =>
  new UnsupportedError(`${library} keeps no key named ${JSON.stringify(key)}.`);
