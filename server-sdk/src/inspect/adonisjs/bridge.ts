/** Sessions of @adonisjs/session in a store. Each change is one that a request of the app could make, by the library's own calls. */

import { BoundedMap } from "../../core/bounded-map.ts";
import { UnsupportedError } from "../../core/errors.ts";
import { policyExpiry } from "../../core/expiry.ts";
import type { InFlight } from "../base/in-flight.ts";
import { contentOf } from "../base/json-content.ts";
import { afterLines, dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import type { Asking, Opened } from "./asking.ts";
import type { Data, LibrarySession } from "./library.ts";

/** Sessions that panels have emptied. */
const remembered = 1000;

export class AdonisBridge implements SessionBridge<SentCookies> {
  readonly kind = "server";
  readonly expiry = [];
  readonly edits = "quiet";
  readonly watched = true;
  readonly name: string;
  readonly cannot = { "session.setExpiry": "AdonisJS gives all its sessions the same age." };
  readonly #asking: Asking;
  readonly #inFlight: InFlight;
  /** Of an empty session the library keeps nothing but the id in its cookie. */
  readonly #emptied = new BoundedMap<string, boolean>(remembered);

  constructor(store: string, asking: Asking, inFlight: InFlight) {
    this.name = `@adonisjs/session (${store})`;
    this.#asking = asking;
    this.#inFlight = inFlight;
  }

  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#inFlight.alone(id, work);
  }

  async cookie(): Promise<CookieFacts> {
    return factsOf(parseLine(await this.#sample()));
  }

  async dropLines(): Promise<Lines> {
    return [dropLineOf(await this.#sample())];
  }

  async read(sent: SentCookies): Promise<Held<SentCookies> | null> {
    const { session, data } = await this.#asking.open(sent);
    const { fresh, sessionId } = session;
    if (data !== null && this.#emptied.get(sessionId)) this.#emptied.set(sessionId, false);
    const known = this.#dataOf(sessionId, data);
    return fresh || known === null ? null : heldOf(sessionId, known, sent);
  }

  write({ ref, entries: had }: Held<SentCookies>, next: Content): Promise<Issued<SentCookies>> {
    return this.#change(ref, (session, data) => {
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
    const opened = await this.#asking.open(nobody);
    for (const [key, text] of next.entries) this.#put(opened.session, key, text);
    return this.#commit(nobody, opened);
  }

  rotate({ ref }: Held<SentCookies>): Promise<Issued<SentCookies>> {
    return this.#change(ref, (session) => session.regenerate());
  }

  async remove({ ref }: Held<SentCookies>): Promise<void> {
    const { session } = await this.#asking.open(ref);
    session.clear();
    await session.commit();
    this.#emptied.set(session.sessionId, false);
  }

  async #change(sent: SentCookies, work: (session: LibrarySession, data: Data) => void): Promise<Issued<SentCookies>> {
    const opened = await this.#asking.open(sent);
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
    const after = afterLines(sent, written);
    const cookieValue = after.get(this.#asking.config.cookieName) ?? "";
    const { sessionId } = session;
    const stored = await this.read(after);
    if (!stored) this.#emptied.set(sessionId, true);
    return { held: stored ?? heldOf(sessionId, {}, after), cookieValue, lines: written };
  }

  #dataOf(id: string, data: Data | null): Data | null {
    return data ?? (this.#emptied.get(id) ? {} : null);
  }

  /** @throws UnsupportedError for a key under which the library keeps nothing: it takes "a.b" for a path. */
  #put(session: LibrarySession, key: string, text: string): void {
    const probe = new this.#asking.library.ValuesStore({});
    probe.set(key, true);
    if (key === "__proto__" || !Object.hasOwn(probe.all(), key)) {
      const name = JSON.stringify(key);
      throw new UnsupportedError(`AdonisJS keeps no key named ${name}: one with "." or "[0]" is a path into values.`);
    }
    session.put(key, JSON.parse(text));
  }

  async #sample(): Promise<string> {
    const { session, lines } = await this.#asking.fresh();
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
