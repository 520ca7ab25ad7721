/** Sessions of hono-sessions in a store. Reading asks the library with a store that keeps nothing; a change is a request of its own. */

import { UnsupportedError } from "../../core/errors.ts";
import { policyExpiry } from "../../core/expiry.ts";
import type { InFlight } from "../base/in-flight.ts";
import { contentOf } from "../base/json-content.ts";
import { afterLines, dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge } from "../bridge.ts";
import {
  endOf,
  type LibraryContext,
  type LibrarySession,
  type LibraryStore,
  type Middleware,
  type SessionData,
  setValue,
  valuesOf,
  visit,
} from "./library.ts";

type Work = (session: LibrarySession, c: LibraryContext) => void;

export interface StoredBridgeOptions {
  readonly store: LibraryStore;
  /** The library's middleware, on another store. */
  readonly on: (store: LibraryStore) => Middleware;
  readonly inFlight: InFlight;
}

export class StoredBridge implements SessionBridge<SentCookies> {
  readonly kind = "server";
  readonly expiry = [];
  readonly edits = "quiet";
  readonly watched = true;
  readonly name: string;
  readonly cannot = { "session.setExpiry": "hono-sessions gives all its sessions the same age." };
  readonly #given: StoredBridgeOptions;
  #line: Promise<string> | undefined;

  constructor(given: StoredBridgeOptions) {
    this.#given = given;
    const { name } = given.store.constructor;
    this.name = `hono-sessions (${name === "Object" ? "a store" : name})`;
  }

  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#given.inFlight.alone(id, work);
  }

  async cookie(): Promise<CookieFacts> {
    return factsOf(parseLine(await this.#sample()));
  }

  async dropLines(): Promise<Lines> {
    return [dropLineOf(await this.#sample())];
  }

  async read(sent: SentCookies): Promise<Held<SentCookies> | null> {
    const { name } = await this.cookie();
    if (!sent.has(name)) return null;
    let found: Held<SentCookies> | null = null;
    // The library takes a failure to read for a session that is not there.
    let failure: { readonly error: unknown } | undefined;
    const getSessionById = async (id: string) => {
      try {
        const data = await this.#given.store.getSessionById(id);
        if (data) found = this.heldOf(id, data, sent);
        return data && copyOf(data);
      } catch (error) {
        failure = { error };
        return null;
      }
    };
    await visit(this.#given.on({ ...nowhere, getSessionById }), sent, () => {});
    if (failure) throw failure.error;
    return found;
  }

  /** `null`: its time is over. */
  heldOf(id: string, data: SessionData, sent: SentCookies): Held<SentCookies> | null {
    const expiresAt = endOf(data);
    if (expiresAt !== undefined && expiresAt <= Date.now()) return null;
    return { ref: sent, id, expiry: policyExpiry, expiresAt, ...contentOf(valuesOf(data)) };
  }

  async write({ ref, entries: had }: Held<SentCookies>, next: Content): Promise<Issued<SentCookies>> {
    demandKeys(next);
    return this.#change(ref, (session) => {
      const { entries: now } = contentOf(valuesOf(session.getCache()));
      const changed = [...new Set([...had.keys(), ...next.entries.keys()])].filter(
        (key) => had.get(key) !== next.entries.get(key),
      );
      const lost = changed.find((key) => now.get(key) !== had.get(key));
      if (lost !== undefined) throw new Error(`the app has just changed ${JSON.stringify(lost)}: try again`);
      for (const key of changed) {
        const text = next.entries.get(key);
        if (text === undefined) session.forget(key);
        else setValue(session, key, JSON.parse(text));
      }
    });
  }

  async create(next: Content): Promise<Issued<SentCookies>> {
    demandKeys(next);
    const lines = await visit(this.#given.on(this.#given.store), new Map(), (session) => {
      for (const [key, text] of next.entries) session.set(key, JSON.parse(text));
    });
    return this.#issued(new Map(), lines);
  }

  rotate({ ref }: Held<SentCookies>): Promise<Issued<SentCookies>> {
    return this.#change(ref, (_session, c) => c.set("session_key_rotation", true));
  }

  async remove({ ref }: Held<SentCookies>): Promise<void> {
    await this.#change(ref, (session) => session.deleteSession());
  }

  /** By a request of its own. Where the session has gone meanwhile, the library would make another: not here. */
  async #change(sent: SentCookies, work: Work): Promise<Issued<SentCookies>> {
    const { store, on } = this.#given;
    let worked = false;
    const watched: LibraryStore = {
      getSessionById: (id) => store.getSessionById(id),
      persistSessionData: (id, data) => store.persistSessionData(id, data),
      deleteSession: (id) => store.deleteSession(id),
      createSession(id, data) {
        if (!worked) throw gone;
        return store.createSession(id, data);
      },
    };
    try {
      const lines = await visit(on(watched), sent, (session, c) => {
        worked = true;
        work(session, c);
      });
      return await this.#issued(sent, lines);
    } catch (error) {
      if (error === gone) return { held: null, cookieValue: "", lines: [] };
      throw error;
    }
  }

  async #issued(sent: SentCookies, lines: Lines): Promise<Issued<SentCookies>> {
    const after = afterLines(sent, lines);
    const { name } = await this.cookie();
    return { held: await this.read(after), cookieValue: after.get(name) ?? "", lines };
  }

  #sample(): Promise<string> {
    this.#line ??= visit(this.#given.on(nowhere), new Map(), () => {}).then((lines) => lines.at(-1)!);
    return this.#line;
  }
}

const gone = new Error("The session has gone.");

const nowhere: LibraryStore = {
  getSessionById: () => null,
  createSession() {},
  deleteSession() {},
  persistSessionData() {},
};

/** The library writes into what it loads, and a store in memory keeps that very object. */
const copyOf = (data: SessionData): SessionData => ({ ...data, _data: { ...data._data } });

/** @throws UnsupportedError for a key that the library loses. */
function demandKeys({ entries }: Content): void {
  if (entries.has("__proto__")) throw new UnsupportedError('hono-sessions keeps no key named "__proto__".');
}
