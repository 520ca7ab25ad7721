/** A request that brings a cookie of another library, whose session is to go on as ours (the setting `adopt`). */

import { type CookiePolicy, cookieValues, deleteCookieLine } from "../cookie.ts";
import { asStoreError, type SessionError } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { endedSessionsOf } from "../logout.ts";
import type { OldCookie, OldSessions } from "../old-sessions.ts";
import type { LoadedSession } from "../session/open-session.ts";
import { parseSessionKey, type SessionId } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, Store } from "../store.ts";
import { type Adopting, adoptSession, endOldSession } from "./adopt-session.ts";
import { mostCandidates, RequestSource } from "./request-source.ts";

/** Where a request's session comes from. Without an old cookie it costs a look at the header. */
export function sourceOf(
  settings: Settings,
  store: Store | ClientStore,
  exchange: Exchange,
  recorded: boolean,
): RequestSource {
  if (settings.adopt.length > 0 && store.kind === "server" && exchange.isSocket !== true) {
    const old = settings.adopt.filter(({ cookies: [first] }) => hasCome(first, exchange, settings));
    if (old.length > 0) return new AdoptingSource(settings, store, exchange, recorded, old);
  }
  return new RequestSource(settings, store, exchange, recorded);
}

/** Where the old cookie has the name of ours, a value that can be a key of ours is none of the old library's. */
function hasCome({ cookieName, looksLikeOurs }: OldCookie, { cookieHeader }: Exchange, settings: Settings): boolean {
  const values = cookieValues(cookieHeader, cookieName);
  return cookieName === settings.cookieName && !looksLikeOurs
    ? values.some((value) => parseSessionKey(value) === null)
    : values.length > 0;
}

export class AdoptingSource extends RequestSource {
  readonly #old: readonly OldSessions[];
  readonly #adopting: Adopting;
  #adopted: LoadedSession | null = null;
  /** Those whose cookie leads nowhere any more. */
  readonly #over: OldSessions[] = [];
  #notAdopted: SessionError | undefined;
  /** The cookie of ours that came leads to a session: nothing is adopted over it. */
  #inPlace = false;

  constructor(settings: Settings, store: Store, exchange: Exchange, recorded: boolean, old: readonly OldSessions[]) {
    super(settings, store, exchange, recorded);
    this.#old = old;
    this.#adopting = { cookieHeader: exchange.cookieHeader!, store, settings, noteCall: (call) => this.noteCall(call) };
  }

  /** The adopted session, while it is the one that the browser should have. */
  get adopted(): LoadedSession | null {
    const id = this.#adopted?.id;
    return id && !endedSessionsOf(this.#adopting.store).has(id) ? this.#adopted : null;
  }

  override get claimed(): boolean {
    return true;
  }

  override get mustAnswer(): boolean {
    return true;
  }

  /** Other libraries' stores have to be waited for. */
  override get mustWait(): boolean {
    return true;
  }

  override async preload(): Promise<void> {
    if (await this.#loadOwn()) return;
    try {
      for (const old of this.#old) {
        const adoption = await adoptSession(old, this.#adopting);
        if (adoption === "over") this.#over.push(old);
        if (typeof adoption === "string") continue;
        this.#adopted = adoption;
        return;
      }
    } catch (error) {
      this.#notAdopted = asStoreError("adopt a session", this.#adopting.store, error);
    }
  }

  /** Whether that settles it: there is a session, or the store has failed. */
  async #loadOwn(): Promise<boolean> {
    const { length } = super.claimedIds;
    if (length === 0) return false;
    if (length <= mostCandidates) await super.preload();
    this.#inPlace = this.failedToLoad || super.load() !== null;
    return this.#inPlace;
  }

  override load(): LoadedSession | null {
    if (this.#inPlace) return super.load();
    if (this.#notAdopted) throw this.thrown(this.#notAdopted);
    return this.#adopted;
  }

  override get claimedIds(): readonly SessionId[] {
    const id = this.#adopted?.id;
    return id ? [...super.claimedIds, id] : super.claimedIds;
  }

  /** An old session would be adopted after the logout, and the visitor be signed in again. */
  override async remove(): Promise<void> {
    const { store } = this.#adopting;
    try {
      for (const old of this.#adopted ? [] : this.#old.filter((old) => !this.#isOwn(old))) {
        await endOldSession(old, this.#adopting);
      }
      const id = this.#adopted?.id;
      if (id) {
        this.noteCall("delete");
        if (await store.delete(id)) this.removed = id;
      }
    } catch (error) {
      throw this.thrown(asStoreError("delete the session", store, error));
    }
    await super.remove();
  }

  /** What came under the old cookie's name is our own session's key: it is no other library's business. */
  #isOwn({ cookies: [{ cookieName }] }: OldSessions): boolean {
    return this.#inPlace && !this.several && cookieName === this.policy.cookieName;
  }

  /** `Set-Cookie` lines that drop the old cookies that have had their time. */
  get dropLines(): readonly string[] {
    const settled = this.#adopted !== null || (this.#inPlace && !this.failedToLoad);
    return (settled ? this.#old.filter((old) => !this.#isOwn(old)) : this.#over)
      .flatMap(({ cookies }) => cookies)
      .filter((cookie) => !isSame(cookie, this.policy))
      .map((cookie) => deleteCookieLine({ ...cookie, cookieHttpOnly: true }));
  }
}

/** To a browser they are one cookie: ours takes its place, and must not be dropped. */
function isSame(old: OldCookie, own: CookiePolicy): boolean {
  const domain = ({ cookieDomain }: OldCookie) => cookieDomain?.replace(/^\./, "").toLowerCase() ?? null;
  return old.cookieName === own.cookieName && old.cookiePath === own.cookiePath && domain(old) === domain(own);
}
