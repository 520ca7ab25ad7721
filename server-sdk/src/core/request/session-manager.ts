/** One request's way through the SDK: `open` gives the handler its session, `commit` saves it before the headers leave. */

import { deleteCookieLine, deleteHostOnlyCookieLine, setCookieLine } from "../cookie.ts";
import { HeadersSentError, SessionInterruptedError, SessionTooLargeError } from "../errors.ts";
import { asSpan, committing, requestDone, startTime, timeSince } from "../events.ts";
import type { DebugEndpoint, Exchange } from "../exchange.ts";
import { cookieMaxAge, renewalFrom } from "../expiry.ts";
import { type EntryChanges, noChanges } from "../session/entries.ts";
import { OpenSession } from "../session/open-session.ts";
import { createSession, openSessionOf, type Session } from "../session/property-access.ts";
import type { SessionData } from "../session/session.ts";
import { type SessionId, sessionIdOf } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, Store, StoredSession } from "../store.ts";
import { endedSessionsOf } from "../storing/ended-sessions.ts";
import { type ClearOptions, StoredSessions } from "../storing/stored-sessions.ts";
import { sealSession } from "./client-session.ts";
import { requestEvent } from "./request-event.ts";
import { asStoreError, RequestSource } from "./request-source.ts";
import { type Saved, saveNow, saveSession } from "./save-session.ts";

export class SessionManager<Data extends object = SessionData> {
  readonly settings: Settings;
  readonly store: Store | ClientStore;
  readonly endpoint: DebugEndpoint | undefined;
  /** Sessions outside a request. */
  readonly stored: StoredSessions;
  readonly #closing: AbortController;
  readonly #ended: ReturnType<typeof endedSessionsOf>;
  #warned = false;

  /** `closing` is aborted by `close`: what the endpoint keeps going ends with it. */
  constructor(
    settings: Settings,
    store: Store | ClientStore,
    endpoint: DebugEndpoint | undefined,
    closing = new AbortController(),
  ) {
    this.settings = settings;
    this.store = store;
    this.endpoint = endpoint;
    this.#closing = closing;
    this.#ended = endedSessionsOf(store);
    this.stored = new StoredSessions(store);
  }

  /**
   * The session of a request. A promise only when the store cannot answer synchronously and a well-formed cookie came.
   * Nothing is read before the handler looks, where no waiting is needed. Never fails: a store that does not answer is
   * the error of the handler that looks.
   */
  open(exchange: Exchange): Session<Data> | Promise<Session<Data>> {
    const source = new RequestSource(this.settings, this.store, exchange);
    const open = new OpenSession(source, source.claimed, requestDone.hasSubscribers);
    const session = createSession<Data>(open);
    return source.mustWait ? source.preload().then(() => session) : session;
  }

  /**
   * Saves what the handler did and adds the headers; call it once, before the headers leave. `undefined`: there was
   * nothing to wait for. Nothing is saved on a status of 500 and above (Django).
   * @throws SessionInterruptedError when the session is gone, StoreError when the store failed, NotSerializableError,
   * SessionTooLargeError; then nothing was saved and no cookie added.
   */
  commit(session: Session<Data>): Promise<void> | undefined {
    const open = openSessionOf(session);
    const source = open.source;
    if (!(source instanceof RequestSource))
      throw new TypeError("This session was not opened by sessions.open(exchange).");
    if (open.committed) return undefined;
    open.committed = true;
    if (this.endpoint && !source.exchange.sent) {
      source.exchange.addHeader(this.endpoint.header, this.endpoint.announce(source.requestId));
    }
    try {
      return this.#commit(open, source);
    } catch (error) {
      open.fail(error);
      return Promise.reject(error);
    }
  }

  /** Django's `clear_expired`: removes dead sessions in batches. @returns how many went. */
  clearExpired(options?: ClearOptions): Promise<number> {
    return this.stored.clearExpired(options);
  }

  /** Every live session bound to a user. @throws UnsupportedError when the store cannot list. */
  ofUser(user: string): AsyncGenerator<readonly [SessionId, StoredSession]> {
    return this.stored.ofUser(user);
  }

  /** Logs the session's user out everywhere else. @returns how many sessions ended. */
  async destroyOthers(session: Session<Data>): Promise<number> {
    const user = session.boundUser;
    if (user === null) return 0;
    // At a new password it often gets a new key in the same request: until the commit it is stored under the old one.
    const { loaded, key, source } = openSessionOf(session);
    const own = [loaded?.key, key].filter((each) => each != null).map(sessionIdOf);
    return this.stored.deleteOfUser(user, own).catch((error: Error) => {
      throw source.thrown(error);
    });
  }

  /** Ends the endpoint's live streams and closes the store. Requests under way should have ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.store.kind === "server") await this.store.close?.();
  }

  #commit(open: OpenSession, source: RequestSource): Promise<void> | undefined {
    const { exchange } = source;
    const { store } = this;
    const saving = exchange.status < 500;
    // Nobody looked yet, but whether there is a session decides what follows.
    if (saving && source.cookieSent && (this.settings.saveEveryRequest || open.blind)) void open.loaded;
    if (open.flushed && (open.empty || !saving) && source.cookieSent) return this.#forget(open, source);
    const changes = open.untouched ? noChanges : open.entries.changes();
    const wanted = !open.empty && (this.#dirty(open, changes) || this.#renews(open));
    if (!wanted || !saving) {
      this.#vary(open, exchange);
      this.#publish(open, source, wanted ? "not-saved" : "read", changes);
      return undefined;
    }
    if (exchange.sent) throw new HeadersSentError("save the session");
    if (open.loaded === null && open.entries.size === 0) {
      this.#vary(open, exchange);
      this.#publish(open, source, "read", noChanges);
      return undefined;
    }
    this.#checkSize(open, changes);
    if (store.kind === "client") {
      const changed = this.#dirty(open, changes);
      const sealed = sealSession(open, store, this.settings, changed || this.settings.saveEveryRequest);
      if (!sealed && changed) {
        this.#publish(open, source, "gone", changes);
        throw new SessionInterruptedError();
      }
      this.#finish(open, source, sealed, changes);
      return undefined;
    }
    return this.#save(open, source, store, changes);
  }

  #save(open: OpenSession, source: RequestSource, store: Store, changes: EntryChanges): Promise<void> | undefined {
    const start = startTime();
    try {
      // Who traces gets a span, which lasts as long as a promise.
      const saved = committing.hasSubscribers ? undefined : saveNow(open, store, this.settings, changes);
      if (!saved) return this.#saveWaiting(open, source, store, changes, start);
      this.#finish(open, source, saved, changes, timeSince(start));
      return undefined;
    } catch (error) {
      throw this.#failure(open, source, store, changes, error, start);
    }
  }

  async #saveWaiting(
    open: OpenSession,
    source: RequestSource,
    store: Store,
    changes: EntryChanges,
    start: number,
  ): Promise<void> {
    try {
      const save = () => saveSession(open, store, this.settings, changes);
      const saved = await (committing.hasSubscribers ? asSpan(committing, source.traceContext, save) : save());
      this.#finish(open, source, saved, changes, timeSince(start));
    } catch (error) {
      throw this.#failure(open, source, store, changes, error, start);
    }
  }

  #failure(
    open: OpenSession,
    source: RequestSource,
    store: Store,
    changes: EntryChanges,
    error: unknown,
    start: number,
  ): unknown {
    const gone = error instanceof SessionInterruptedError;
    const failure = asStoreError("save the session", store, error);
    open.fail(failure);
    this.#publish(open, source, gone ? "gone" : "failed", changes, null, timeSince(start));
    return failure;
  }

  /** Adds the cookie of what was saved; `saved` is null when a mere renewal met a session that is gone. */
  #finish(open: OpenSession, source: RequestSource, saved: Saved | null, changes: EntryChanges, commitTime = 0): void {
    this.#noteEnd(open, source, saved?.outcome === "rotated" ? open.loaded!.id : null);
    // Another request may have ended the session since this one saved it: the cookie of its answer must not be undone.
    const ended = saved?.id != null && this.#ended.get(saved.id);
    if (saved && !ended) this.#setCookie(open, source, saved);
    else this.#vary(open, source.exchange);
    this.#publish(open, source, saved?.outcome ?? "gone", changes, saved, commitTime);
  }

  #noteEnd(open: OpenSession, source: RequestSource, left: SessionId | null = null): void {
    if (open.flushed) for (const id of source.claimedIds) this.#ended.set(id, true);
    if (left !== null) this.#ended.set(left, true);
  }

  #setCookie(open: OpenSession, source: RequestSource, { outcome, cookieValue, expiresAt, at }: Saved): void {
    const { exchange } = source;
    this.#dropOthers(source, outcome);
    const maxAge = cookieMaxAge(open.expiry, at, expiresAt, this.settings);
    exchange.addHeader("Set-Cookie", setCookieLine(this.settings, cookieValue, maxAge, at));
    source.setCookie = "set";
    if (this.settings.cookieSecure && !this.#warned && exchange.plainHttp) this.#warnOfPlainHttp();
    exchange.addHeader("Vary", "Cookie");
  }

  /**
   * With a `cookieDomain` a visitor may still have the host's own cookie from before: two sessions, of which neither is
   * believed. It goes where a session begins, moves or ends. Its line stands before that of the new cookie: to a client
   * that takes the two for one (RFC 6265) the later one counts.
   */
  #dropOthers(source: RequestSource, outcome: Saved["outcome"]): void {
    if (this.settings.cookieDomain === null) return;
    // A key that was left behind is dead; a sealed cookie is a session for as long as the browser has it.
    const rival =
      this.store.kind === "client"
        ? source.cookieSent
        : source.several && outcome !== "stored" && outcome !== "touched";
    if (rival) source.exchange.addHeader("Set-Cookie", deleteHostOnlyCookieLine(this.settings));
  }

  /** Once: the cookie is sent as configured, and nobody else would say why it does not come back. */
  #warnOfPlainHttp(): void {
    this.#warned = true;
    process.emitWarning(
      `The session cookie ${this.settings.cookieName} is Secure, but was set over plain http, where browsers drop it (some keep it on localhost). Serve the app over https; a proxy that does should send X-Forwarded-Proto. For plain http set cookieSecure: false.`,
      { type: "SessionscopeWarning", code: "SESSIONSCOPE_SECURE_OVER_HTTP" },
    );
  }

  /**
   * This request ended the session: the browser is told to drop the cookie. Never on another occasion: a key that is
   * merely dead may be that of a request from before a login, and a late answer to it would undo the login.
   */
  #forget(open: OpenSession, source: RequestSource): undefined {
    const { exchange } = source;
    if (exchange.sent) throw new HeadersSentError("delete the session cookie");
    this.#noteEnd(open, source);
    this.#dropOthers(source, "flushed");
    exchange.addHeader("Set-Cookie", deleteCookieLine(this.settings));
    source.setCookie = "deleted";
    exchange.addHeader("Vary", "Cookie");
    this.#publish(open, source, "flushed", noChanges);
  }

  #dirty(open: OpenSession, changes: EntryChanges): boolean {
    const { set, delete: deleted, clear } = changes;
    return open.modified || set.size > 0 || deleted.size > 0 || clear || open.user !== undefined;
  }

  #renews(open: OpenSession): boolean {
    if (!open.resolved) return false;
    const loaded = open.loaded;
    if (this.settings.saveEveryRequest) return loaded !== null;
    if (!open.accessed || loaded === null) return false;
    const from = renewalFrom(open.expiry, loaded.stored, this.settings);
    return from !== null && Date.now() >= from;
  }

  #vary(open: OpenSession, exchange: Exchange): void {
    if ((open.accessed || open.asked) && !exchange.sent) exchange.addHeader("Vary", "Cookie");
  }

  #checkSize(open: OpenSession, changes: EntryChanges): void {
    if (changes.set.size === 0) return;
    const { maxSize } = this.settings;
    const size = open.entries.byteSize(changes, maxSize);
    if (size > maxSize) {
      throw new SessionTooLargeError(
        size,
        maxSize,
        "Keep large data in your database and its id in the session, or raise maxSize.",
      );
    }
  }

  #publish(
    open: OpenSession,
    source: RequestSource,
    outcome: Parameters<typeof requestEvent>[2],
    changes: EntryChanges,
    saved: Saved | null = null,
    commitTime = 0,
  ): void {
    if (!requestDone.hasSubscribers || !(open.accessed || source.cookieSent)) return;
    requestDone.publish(requestEvent(open, source, outcome, changes, saved, commitTime));
  }
}
