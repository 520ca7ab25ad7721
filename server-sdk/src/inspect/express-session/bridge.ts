/** Sessions of express-session, as the debug endpoint needs them. */

import { type CookiePolicy, deleteCookieLine } from "../../core/cookie.ts";
import { UnsupportedError } from "../../core/errors.ts";
import { contentOf } from "../base/json-content.ts";
import { applyTexts, keysOf, own } from "../base/texts.ts";
import type { ConnectMiddleware } from "../base/virtual-request.ts";
import type { Content, CookieFacts, Held, Issued, SentCookies, SessionBridge, StoredHeld } from "../bridge.ts";
import type { AppRequests } from "./app-requests.ts";
import { type Asking, type Generated, generated, type SignedCookie, sidOf, signedCookie } from "./asking.ts";
import { endOf, expiryOf, type NewCookie, newCookieOf, setExpiry } from "./cookie-facts.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { LibrarySession, LibraryStore } from "./library.ts";
import { libraryName } from "./library-name.ts";
import type { OwnCalls } from "./own-calls.ts";

/** The id, and the cookie's value where a cookie led to it. */
export interface Ref {
  readonly sid: string;
  readonly cookieValue: string | null;
}

export interface BridgeOptions {
  readonly middleware: ConnectMiddleware;
  readonly store: LibraryStore;
  readonly calls: OwnCalls;
  /** @throws Error outside of a panel's call. */
  readonly asking: () => Asking;
  readonly app: AppRequests;
  readonly ended: EndedSessions;
  readonly userOf: (session: LibrarySession) => string | undefined;
}

/** An id of that length is drawn at random: one more that is drawn takes nothing from the app. A counter's is shorter. */
const randomLength = 20;
/** How often a session is loaded anew because the app goes on saving it. */
const mostLoads = 20;

export class ExpressSessionBridge implements SessionBridge<Ref> {
  readonly name: string;
  readonly kind = "server";
  readonly expiry = ["policy", "browser-close", "seconds"] as const;
  readonly edits = "merge";
  readonly watched = true;
  readonly stored: StoredHeld<Ref> | undefined;
  readonly #given: BridgeOptions;

  constructor(given: BridgeOptions) {
    const { store, calls } = given;
    this.#given = given;
    this.name = libraryName(store);
    if (calls.canList)
      this.stored = { list: () => this.#list(), find: (sid) => this.#load({ sid, cookieValue: null }) };
  }

  async cookie(): Promise<CookieFacts> {
    return { name: this.#signed("x").name, ...this.#newCookie().facts };
  }

  async dropLines(): Promise<readonly string[]> {
    const { name, domain, path, secure, httpOnly, sameSite, partitioned } = await this.cookie();
    const policy: CookiePolicy = {
      cookieName: name,
      cookieDomain: domain ?? null,
      cookiePath: path ?? "/",
      cookieSecure: secure === true,
      cookieHttpOnly: httpOnly === true,
      cookieSameSite: sameSite ?? false,
      cookiePartitioned: partitioned === true,
    };
    return [deleteCookieLine(policy)];
  }

  async read(sent: SentCookies): Promise<Held<Ref> | null> {
    const { name } = this.#signed("x");
    const cookieValue = sent.get(name);
    if (cookieValue === undefined) return null;
    const { middleware, store, asking } = this.#given;
    const sid = sidOf(middleware, store, asking(), `${name}=${cookieValue}`);
    return sid === null ? null : this.#load({ sid, cookieValue });
  }

  async write({ ref, entries: had, expiry }: Held<Ref>, next: Content): Promise<Issued<Ref>> {
    const { ended, calls, app } = this.#given;
    const begun = ended.now();
    const session = await this.#loadSettled(ref.sid);
    // The app may have ended it while it was being loaded.
    if (!session || ended.since(ref.sid, begun)) return nothingLeft(ref);
    demandUnchanged(contentOf(session, own).entries, had, next.entries);
    demandKeepable(session, next);
    const moved = JSON.stringify(expiry) !== JSON.stringify(next.expiry);
    const newAge = moved ? this.#newCookie().age : null;
    const move = (one: LibrarySession) => {
      if (moved) setExpiry(one.cookie, next.expiry, newAge);
    };
    applyTexts(session, had, next.entries);
    move(session);
    // At once: whatever a request saves from now on has the change.
    const stored = calls.set(ref.sid, session);
    app.merge(ref.sid, had, next.entries, move);
    await stored;
    return {
      held: this.#held(ref, session),
      cookieValue: ref.cookieValue ?? "",
      lines: moved && ref.cookieValue !== null ? [this.#line(ref.sid, session)] : [],
    };
  }

  async create(next: Content): Promise<Issued<Ref>> {
    const { sid, session } = this.#generated();
    demandKeepable(session, next);
    applyTexts(session, new Map(), next.entries);
    setExpiry(session.cookie, next.expiry, session.cookie.originalMaxAge);
    return this.#storeNew(sid, session);
  }

  /** Its values move as the objects that they are: a store may keep more than JSON. */
  async rotate({ ref }: Held<Ref>): Promise<Issued<Ref>> {
    const left = await this.#loadSettled(ref.sid);
    if (!left) return nothingLeft(ref);
    const { sid, session } = this.#generated();
    for (const key of keysOf(left)) session[key] = left[key];
    const { originalMaxAge } = left.cookie;
    session.cookie.maxAge = originalMaxAge;
    session.cookie.originalMaxAge = originalMaxAge;
    const issued = await this.#storeNew(sid, session);
    await this.#end(ref.sid);
    return issued;
  }

  async remove({ ref }: Held<Ref>): Promise<void> {
    await this.#end(ref.sid);
  }

  async #list(): Promise<Held<Ref>[]> {
    const now = Date.now();
    const sessions = [...(await this.#given.calls.all())];
    return sessions
      .map(([sid, session]) => this.#held({ sid, cookieValue: null }, session))
      .filter(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt > now);
  }

  async #load(ref: Ref): Promise<Held<Ref> | null> {
    const session = await this.#given.calls.load(ref.sid);
    return session && this.#held(ref, session);
  }

  /** As it is when no save of the app is under way: one that was not seen would be undone. */
  async #loadSettled(sid: string): Promise<LibrarySession | null> {
    const { calls, app } = this.#given;
    for (let left = mostLoads; ; left--) {
      await app.saves.settled(sid);
      const count = app.saves.countOf(sid);
      const session = await calls.load(sid);
      if (app.saves.countOf(sid) === count || left === 0) return session;
    }
  }

  async #storeNew(sid: string, session: LibrarySession): Promise<Issued<Ref>> {
    await this.#given.calls.set(sid, session);
    const { value } = this.#signed(sid);
    const held = this.#held({ sid, cookieValue: value }, session);
    return { held, cookieValue: value, lines: [this.#line(sid, session)] };
  }

  async #end(sid: string): Promise<void> {
    const { ended, calls } = this.#given;
    // Before the store is at work, too: a request under way may save the session meanwhile.
    ended.byPanel(sid);
    await calls.destroy(sid);
    ended.byPanel(sid);
  }

  #held(ref: Ref, session: LibrarySession): Held<Ref> {
    const { app, userOf } = this.#given;
    const content = contentOf(session, own);
    if (content.readOnly.size > 0) app.texts.thorough = true;
    return {
      ref,
      id: ref.sid,
      ...content,
      expiry: expiryOf(session.cookie, app.newCookie?.age),
      expiresAt: endOf(session.cookie),
      user: userOf(session),
    };
  }

  /** The cookie that a new session would have for whoever asks: `secure: "auto"` depends on the request. */
  #newCookie(): NewCookie {
    const { newCookie, anyCookie, longestId } = this.#given.app;
    const seen = newCookie ?? anyCookie;
    return seen && longestId < randomLength ? seen : newCookieOf(this.#generated().session.cookie);
  }

  #generated(): Generated {
    const { middleware, asking } = this.#given;
    return generated(middleware, asking());
  }

  #signed(sid: string): SignedCookie {
    const { middleware, store, asking } = this.#given;
    return signedCookie(middleware, store, asking(), sid);
  }

  #line(sid: string, session: LibrarySession): string {
    const { name, value } = this.#signed(sid);
    return session.cookie.serialize(name, decodeURIComponent(value));
  }
}

/** @throws Error when a key that the panel changes is no longer as it was compared. */
function demandUnchanged(now: Content["entries"], had: Content["entries"], next: Content["entries"]): void {
  const changed = [...had.keys(), ...next.keys()].filter((key) => had.get(key) !== next.get(key));
  const lost = changed.find((key) => now.get(key) !== had.get(key));
  if (lost !== undefined) throw new Error(`the app has just changed ${JSON.stringify(lost)}: try again`);
}

/** @throws UnsupportedError for a name that the library drops when it loads a session: of a member of its session objects. */
function demandKeepable(session: LibrarySession, { entries }: Pick<Content, "entries">): void {
  const lost = [...entries.keys()].find(
    (key) => own.has(key) || (key in session && !Object.prototype.propertyIsEnumerable.call(session, key)),
  );
  if (lost === undefined) return;
  throw new UnsupportedError(
    `express-session keeps no key named ${JSON.stringify(lost)}: its session objects or their store have a member of that name.`,
  );
}

const nothingLeft = ({ cookieValue }: Ref): Issued<Ref> => ({ held: null, cookieValue: cookieValue ?? "", lines: [] });
