/** Sessions of @fastify/session, as the debug endpoint needs them. */

import { UnsupportedError } from "../../core/errors.ts";
import type { FastifyVisits } from "../base/fastify-visits.ts";
import { contentOf } from "../base/json-content.ts";
import { dropLineOf, parseLine } from "../base/set-cookie-lines.ts";
import { applyTexts, keysOf, own } from "../base/texts.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge, StoredHeld } from "../bridge.ts";
import type { AppRequests } from "./app-requests.ts";
import type { Asking } from "./asking.ts";
import { endOfData, expiryOf, keepEnd, setExpiry } from "./cookie-facts.ts";
import type { LibraryApp, LibrarySession, LibraryStore, StoredData } from "./library.ts";
import { StoreCalls } from "./store-calls.ts";

export interface Ref {
  readonly sid: string;
  readonly data: StoredData;
  /** `null`: no cookie has led to it. */
  readonly sent: { readonly cookieValue: string; readonly signed: string } | null;
}

export interface BridgeOptions {
  readonly app: LibraryApp;
  readonly store: LibraryStore;
  readonly asking: Asking;
  readonly visits: FastifyVisits;
  readonly requests: AppRequests;
  readonly userOf: (session: StoredData) => string | undefined;
}

/** How the library names its cookie, and what it puts before the signed id. */
interface Naming {
  readonly name: string;
  readonly prefix: string;
}

export class FastifySessionBridge implements SessionBridge<Ref> {
  readonly name: string;
  readonly kind = "server";
  readonly expiry = ["policy", "seconds"] as const;
  readonly edits = "quiet";
  readonly watched = true;
  readonly cannot: SessionBridge["cannot"];
  readonly stored: StoredHeld<Ref> | undefined;
  readonly #given: BridgeOptions;
  readonly #calls: StoreCalls;
  #naming: Naming | undefined;

  constructor(given: BridgeOptions) {
    this.#given = given;
    this.#calls = new StoreCalls(given.store);
    this.name = `@fastify/session (${given.store.constructor?.name || "a store"})`;
    if (this.#calls.canList) this.stored = { list: () => this.#list(), find: (sid) => this.#load(sid, null) };
  }

  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#given.requests.inFlight.alone(id, work);
  }

  async cookie(): Promise<CookieFacts> {
    const { name } = await this.#named();
    const { cookie } = this.#given.asking.pristine();
    const { originalMaxAge: age, path, domain, secure, httpOnly, sameSite, partitioned } = cookie;
    return {
      name,
      path: path ?? "/",
      domain: domain ?? undefined,
      secure: secure === true,
      httpOnly: httpOnly === true,
      sameSite: sameSiteOf(sameSite),
      partitioned: partitioned === true,
      maxAge: age ? Math.round(age / 1000) : undefined,
    };
  }

  async dropLines(): Promise<Lines> {
    const { asking } = this.#given;
    return [dropLineOf(await this.#lineOf(asking.pristine()))];
  }

  async read(sent: SentCookies): Promise<Held<Ref> | null> {
    const { name, prefix } = await this.#named();
    const cookieValue = sent.get(name);
    if (cookieValue === undefined) return null;
    const { app, asking } = this.#given;
    const value = app.parseCookie(`${name}=${cookieValue}`)[name] ?? "";
    if (!value.startsWith(prefix)) return null;
    const signed = value.slice(prefix.length);
    const sid = signed === "" ? null : asking.sidOf(signed);
    return sid === null ? null : this.#load(sid, { cookieValue, signed });
  }

  async write({ ref, entries: had, expiry }: Held<Ref>, next: Content): Promise<Issued<Ref>> {
    const { asking } = this.#given;
    const cookieValue = ref.sent?.cookieValue ?? "";
    const pristine = asking.pristine();
    const session = asking.restored(ref.sent?.signed ?? pristine.encryptedSessionId, ref.data);
    if (!session) return { held: null, cookieValue, lines: [] };
    demandKeepable(session, next);
    const moved = JSON.stringify(expiry) !== JSON.stringify(next.expiry);
    applyTexts(session, had, next.entries);
    if (moved) setExpiry(session, next.expiry, pristine);
    else keepEnd(session, ref.data);
    await this.#calls.set(ref.sid, session);
    const lines = moved && ref.sent ? [await this.#lineOf(session, ref.sent.signed)] : [];
    return { held: this.#held({ ...ref, data: session }), cookieValue, lines };
  }

  async create(next: Content): Promise<Issued<Ref>> {
    const { asking } = this.#given;
    const session = asking.fresh();
    demandKeepable(session, next);
    applyTexts(session, new Map(), next.entries);
    if (next.expiry.kind !== "policy") setExpiry(session, next.expiry, session);
    return this.#storeNew(session);
  }

  /** Its values move as the objects that they are: a store may keep more than JSON. */
  async rotate({ ref, expiry }: Held<Ref>): Promise<Issued<Ref>> {
    const session = this.#given.asking.fresh();
    for (const key of keysOf(ref.data)) session[key] = ref.data[key];
    if (expiry.kind !== "policy") setExpiry(session, expiry, session);
    const issued = await this.#storeNew(session);
    await this.#end(ref.sid);
    return issued;
  }

  remove({ ref }: Held<Ref>): Promise<void> {
    return this.#end(ref.sid);
  }

  async #end(sid: string): Promise<void> {
    const { requests } = this.#given;
    const isInUse = requests.inFlight.has(sid);
    await this.#calls.destroy(sid);
    requests.ended(sid);
    // A request may have saved it meanwhile.
    if (isInUse) await this.#calls.destroy(sid);
  }

  async #list(): Promise<Held<Ref>[]> {
    const held = [...(await this.#calls.all())].map(([sid, data]) => this.#held({ sid, data, sent: null }));
    return held.filter(isLive);
  }

  async #load(sid: string, sent: Ref["sent"]): Promise<Held<Ref> | null> {
    const data = await this.#calls.load(sid);
    const held = data && this.#held({ sid, data, sent });
    return held && isLive(held) ? held : null;
  }

  async #storeNew(session: LibrarySession): Promise<Issued<Ref>> {
    const { sessionId: sid, encryptedSessionId: signed } = session;
    await this.#calls.set(sid, session);
    const line = await this.#lineOf(session);
    const cookieValue = parseLine(line).value;
    const held = this.#held({ sid, data: session, sent: { cookieValue, signed } });
    return { held, cookieValue, lines: [line] };
  }

  #held(ref: Ref): Held<Ref> {
    const { asking, userOf } = this.#given;
    const { sid, data } = ref;
    return {
      ref,
      id: sid,
      ...contentOf(data, own),
      expiry: expiryOf(data.cookie, asking.pristine().cookie.originalMaxAge),
      expiresAt: endOfData(data),
      user: userOf(data),
    };
  }

  async #named(): Promise<Naming> {
    if (this.#naming) return this.#naming;
    const session = this.#given.asking.pristine();
    const { name, value } = parseLine(await this.#lineOf(session));
    const { [name]: written = "" } = this.#given.app.parseCookie(`${name}=${value}`);
    this.#naming = { name, prefix: written.slice(0, written.length - session.encryptedSessionId.length) };
    return this.#naming;
  }

  /** The line that the library writes for the session. Its store is not asked: what is saved is a stand-in. */
  async #lineOf(
    { cookie, sessionId, encryptedSessionId }: LibrarySession,
    signed = encryptedSessionId,
  ): Promise<string> {
    const attributes = { ...cookie.toJSON?.() };
    const standIn = {
      sessionId,
      encryptedSessionId: signed,
      // The visit comes over plain http.
      cookie: { secure: false, toJSON: () => attributes },
      isModified: () => true,
      isSaved: () => true,
      save: (done: () => void) => done(),
    };
    const lines = await this.#given.visits.linesAfter((request) => Object.assign(request, { session: standIn }));
    const line = lines.find((one) => decoded(parseLine(one).value).endsWith(signed));
    if (line !== undefined) return line;
    throw new Error("@fastify/session has written no cookie");
  }
}

const isLive = ({ expiresAt = Number.POSITIVE_INFINITY }: Held<Ref>): boolean => expiresAt > Date.now();

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function sameSiteOf(sameSite: unknown): CookieFacts["sameSite"] {
  if (sameSite === true) return "Strict";
  return (["Lax", "Strict", "None"] as const).find((one) => one.toLowerCase() === `${sameSite}`.toLowerCase());
}

/** @throws UnsupportedError for a name that would take the place of a member of the library's session objects, or be dropped. */
function demandKeepable(session: LibrarySession, { entries }: Content): void {
  const members = new Set([...Object.getOwnPropertyNames(Object.getPrototypeOf(session)), ...own]);
  members.delete("constructor");
  members.add("__proto__");
  const lost = [...entries.keys()].find((key) => members.has(key));
  if (lost === undefined) return;
  throw new UnsupportedError(
    `@fastify/session keeps no key named ${JSON.stringify(lost)}: its session objects or their store have a member of that name.`,
  );
}
