/** Sessions of @adonisjs/session. Each change is one that a request of the app could make, by the library's own calls. */

import { BoundedMap } from "../../core/bounded-map.ts";
import { UnsupportedError } from "../../core/errors.ts";
import { policyExpiry } from "../../core/expiry.ts";
import { contentOf } from "../base/json-content.ts";
import { afterLines, demandKeepable, dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import type { Asking, Opened } from "./asking.ts";
import type { Data, LibrarySession } from "./library.ts";

/** Sessions that panels have emptied. */
const remembered = 1000;

export const sameAge = { "session.setExpiry": "AdonisJS gives all its sessions the same age." } as const;

export abstract class AdonisBridge implements SessionBridge<SentCookies> {
  abstract readonly kind: SessionBridge["kind"];
  abstract readonly edits: SessionBridge["edits"];
  abstract readonly cannot: SessionBridge["cannot"];
  readonly expiry = [];
  readonly watched = true;
  readonly name: string;
  protected readonly asking: Asking;
  /** By id. Of an empty session the library keeps nothing but the id in its cookie. */
  readonly #emptied = new BoundedMap<string, boolean>(remembered);

  /** `store`: its name, for people. */
  constructor(store: string, asking: Asking) {
    this.name = `@adonisjs/session (${store})`;
    this.asking = asking;
  }

  async cookie(): Promise<CookieFacts> {
    return factsOf(parseLine(await this.sample()));
  }

  async dropLines(_held: Held<SentCookies>): Promise<Lines> {
    return [dropLineOf(await this.sample())];
  }

  async read(sent: SentCookies): Promise<Held<SentCookies> | null> {
    const { session, data } = await this.asking.open(sent);
    const { fresh, sessionId } = session;
    if (data !== null && this.#emptied.get(sessionId)) this.forget(sessionId);
    const known = this.#dataOf(sessionId, data);
    return fresh || known === null ? null : heldOf(sessionId, known, sent);
  }

  write({ ref, entries: had }: Held<SentCookies>, next: Content): Promise<Issued<SentCookies>> {
    return this.change(ref, (session, data) => {
      const { entries: now } = contentOf(data);
      const keys = [...new Set([...had.keys(), ...next.entries.keys()])];
      const changed = keys.filter((key) => had.get(key) !== next.entries.get(key));
      const lost = changed.find((key) => now.get(key) !== had.get(key));
      if (lost !== undefined) throw new Error(`the app has just changed ${JSON.stringify(lost)}: try again`);
      for (const key of changed) {
        const text = next.entries.get(key);
        if (text === undefined) session.forget(key);
        else this.#put(session, key, text);
      }
    });
  }

  async create(next: Content): Promise<Issued<SentCookies>> {
    const nobody: SentCookies = new Map();
    const opened = await this.asking.open(nobody);
    for (const [key, text] of next.entries) this.#put(opened.session, key, text);
    return this.#commit(nobody, opened);
  }

  protected async change(
    sent: SentCookies,
    work: (session: LibrarySession, data: Data) => void,
  ): Promise<Issued<SentCookies>> {
    const opened = await this.asking.open(sent);
    const { session } = opened;
    const data = this.#dataOf(session.sessionId, opened.data);
    if (data === null) return { held: null, cookieValue: "", lines: [] };
    // The library has taken it out, for the request that shows it: this one does not.
    if (Object.hasOwn(data, session.flashKey)) session.put(session.flashKey, data[session.flashKey]);
    work(session, data);
    return this.#commit(sent, opened);
  }

  async #commit(sent: SentCookies, { session, lines }: Opened): Promise<Issued<SentCookies>> {
    await session.commit();
    const written = lines();
    demandKeepable(written);
    const after = afterLines(sent, written);
    const cookieValue = after.get(this.asking.config.cookieName) ?? "";
    const { sessionId } = session;
    const stored = await this.read(after);
    if (!stored) this.#emptied.set(sessionId, true);
    return { held: stored ?? heldOf(sessionId, {}, after), cookieValue, lines: written };
  }

  /** What a panel has emptied is gone from now on. */
  protected forget(id: string): void {
    this.#emptied.set(id, false);
  }

  #dataOf(id: string, data: Data | null): Data | null {
    return data ?? (this.#emptied.get(id) ? {} : null);
  }

  /** @throws UnsupportedError for a key under which the library keeps nothing: it takes "a.b" for a path. */
  #put(session: LibrarySession, key: string, text: string): void {
    const probe = new this.asking.library.ValuesStore({});
    probe.set(key, true);
    if (key === "__proto__" || !Object.hasOwn(probe.all(), key)) {
      const name = JSON.stringify(key);
      throw new UnsupportedError(`AdonisJS keeps no key named ${name}: one with "." or "[0]" is a path into values.`);
    }
    session.put(key, JSON.parse(text));
  }

  /** The line that gives a browser a session's id. */
  protected async sample(): Promise<string> {
    const { session, lines } = await this.asking.fresh();
    await session.commit();
    return lines().at(-1)!;
  }
}

export const heldOf = (id: string, data: Data, sent: SentCookies): Held<SentCookies> => ({
  ref: sent,
  id,
  expiry: policyExpiry,
  ...contentOf(data),
});
