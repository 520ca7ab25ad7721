/** One request's way through the SDK: `open` gives the handler its session, `commit` saves it before the headers leave. */

import { asStoreError, HeadersSentError, SessionInterruptedError } from "../errors.ts";
import { asSpan, committing, isHeard, type RequestEvent, requestDone, sessionUsed, startTime } from "../events.ts";
import type { DebugEndpoint, Exchange } from "../exchange.ts";
import { endedSessionsOf } from "../logout.ts";
import { noChanges } from "../session/entries.ts";
import { OpenSession } from "../session/open-session.ts";
import { createSession, openSessionOf, type Session } from "../session/property-access.ts";
import type { SessionData } from "../session/session-data.ts";
import { type SessionId, sessionIdOf } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, Store, StoredSession } from "../store.ts";
import { type ClearOptions, StoredSessions } from "../storing/stored-sessions.ts";
import { sourceOf } from "./adopting-source.ts";
import { AnswerHeaders } from "./answer-headers.ts";
import { checkSaveable } from "./check-saveable.ts";
import { decide, type HandledRequest, isChanged, prepareCommit } from "./commit.ts";
import { type EndedRequest, requestEvent, usedSession } from "./request-event.ts";
import { RequestSource } from "./request-source.ts";
import { type SavingCall, saveNow, saveSession } from "./save-session.ts";
import type { Saved, Saving } from "./saving.ts";
import { sealSession } from "./seal-session.ts";

export class SessionManager<Data extends object = SessionData> {
  readonly settings: Settings;
  readonly store: Store | ClientStore;
  readonly endpoint: DebugEndpoint | undefined;
  /** Sessions outside a request. */
  readonly stored: StoredSessions;
  readonly #closing: AbortController;
  readonly #ended: ReturnType<typeof endedSessionsOf>;
  readonly #headers: AnswerHeaders;

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
    this.#headers = new AnswerHeaders(settings, store.kind === "client");
    this.stored = new StoredSessions(store);
  }

  /**
   * The session of a request. A promise only when a store must be waited for and a well-formed cookie came; any other is
   * loaded when the handler looks. Never fails: a store that does not answer is the error of the handler that looks.
   * @example
   * const opened = await sessions.open(exchange);
   * opened.visits = 1;
   * await sessions.commit(opened);
   * exchange.headers.map(([name]) => name); // => ["Set-Cookie", "Vary"]
   */
  open(exchange: Exchange): Session<Data> | Promise<Session<Data>> {
    const recorded = isHeard();
    const source = sourceOf(this.settings, this.store, exchange, recorded);
    const open = new OpenSession(source, source.claimed, recorded);
    const session = createSession<Data>(open);
    return source.mustWait ? source.preload().then(() => session) : session;
  }

  /**
   * Saves what the handler did and adds the headers; call it once, before the headers leave. `undefined`: there was
   * nothing to wait for. Nothing is saved on a status of 500 and above (Django).
   * @throws SessionInterruptedError when the session is gone, StoreError when the store failed, NotSerializableError,
   * SessionTooLargeError; then nothing was saved and no cookie added.
   * @example
   * const opened = await sessions.open(exchange);
   * await sessions.commit(opened);
   * exchange.headers; // => []
   */
  commit(session: Session<Data>): Promise<void> | undefined {
    const open = openSessionOf(session);
    const { source } = open;
    if (!(source instanceof RequestSource))
      throw new TypeError("This session was not opened by sessions.open(exchange).");
    if (open.closed) return undefined;
    open.close();
    if (this.endpoint && !source.exchange.sent) {
      source.exchange.addHeader(this.endpoint.header, this.endpoint.announce(source.requestId));
    }
    // The decision would be "none": most requests of an app need not gather the facts for it.
    const unused = open.unused && !this.settings.saveEveryRequest && !source.mustAnswer;
    if (unused && !requestDone.hasSubscribers) return void this.endpoint?.withoutSession();
    let request: HandledRequest | undefined;
    try {
      request = prepareCommit(open, source, this.settings, this.store.kind === "client");
      return this.#carryOut(request);
    } catch (error) {
      return Promise.reject(this.#failed({ open, source, changes: request?.changes ?? noChanges }, error));
    }
  }

  /**
   * Django's `clear_expired`: removes dead sessions in batches.
   * @returns how many went.
   * @example
   * await sessions.clearExpired({ batch: 500 }); // => 0
   */
  clearExpired(options?: ClearOptions): Promise<number> {
    return this.stored.clearExpired(options);
  }

  /**
   * Every live session bound to a user.
   * @throws UnsupportedError when the store cannot list.
   * @example
   * const ids = [];
   * for await (const [id, stored] of sessions.ofUser("ada")) ids.push(id);
   * ids; // => []
   */
  ofUser(user: string): AsyncGenerator<readonly [SessionId, StoredSession]> {
    return this.stored.ofUser(user);
  }

  /**
   * Logs the session's user out everywhere else.
   * @returns how many sessions ended.
   * @example
   * session.bindUser("ada");
   * await sessions.destroyOthers(session); // => 0
   */
  async destroyOthers(session: Session<Data>): Promise<number> {
    const user = session.boundUser;
    if (user === null) return 0;
    // At a new password it often gets a new key in the same request: until the commit it is stored under the old one.
    const { known, nextKey, source } = openSessionOf(session);
    const own = [known?.key, nextKey].filter((key) => key != null).map(sessionIdOf);
    return this.stored.deleteOfUser(user, own).catch((error: Error) => {
      throw source.thrown(error);
    });
  }

  /**
   * Ends the endpoint's live streams and closes the store. Requests under way should have ended.
   * @example
   * process.once("SIGTERM", () => sessions.close());
   */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.store.kind === "server") await this.store.close?.();
  }

  #carryOut(request: HandledRequest): Promise<void> | undefined {
    const { settings, store } = this;
    const now = Date.now();
    const decision = decide(request, now);
    switch (decision) {
      case "none":
      case "not-saved":
        this.#headers.vary(request);
        return this.#publish(request, decision === "none" ? "read" : decision);
      case "forget":
        return this.#forget(request);
      case "gone":
        return this.#finish(request, null);
      case "interrupted":
        throw new SessionInterruptedError();
      case "seal":
        return this.#seal(request, store as ClientStore, isChanged(request) || settings.saveEveryRequest, now);
      default:
        return this.#save(request, store as Store, decision, now);
    }
  }

  /** This request ended the session. */
  #forget(request: HandledRequest): undefined {
    if (request.source.exchange.sent) throw new HeadersSentError("delete the session cookie");
    this.#rememberFlushed(request);
    this.#headers.deleteCookie(request);
    return this.#publish(request, "flushed");
  }

  #seal(request: HandledRequest, store: ClientStore, changed: boolean, now: number): undefined {
    checkSaveable(request, this.settings.maxSize);
    return this.#finish(request, sealSession(request, store, this.settings, changed, now));
  }

  #save(request: HandledRequest, store: Store, call: SavingCall, now: number): Promise<void> | undefined {
    checkSaveable(request, this.settings.maxSize);
    const { open, changes, source } = request;
    const saving = { open, changes, store, settings: this.settings, now, source };
    const start = startTime();
    try {
      // A span is traced as long as a promise takes: where somebody traces, saving makes one.
      const saved = committing.hasSubscribers ? undefined : saveNow(saving, call);
      if (!saved) return this.#saveWaiting(request, saving, call, start);
      source.commitEnded(start);
      return this.#finish(request, saved);
    } catch (error) {
      source.commitEnded(start);
      throw asStoreError("save the session", store, error);
    }
  }

  async #saveWaiting(request: HandledRequest, saving: Saving, call: SavingCall, start: number): Promise<void> {
    try {
      const save = () => saveSession(saving, call);
      const saved = await (committing.hasSubscribers ? asSpan(committing, request.source.traceContext, save) : save());
      request.source.commitEnded(start);
      this.#finish(request, saved);
    } catch (error) {
      request.source.commitEnded(start);
      throw this.#failed(request, asStoreError("save the session", saving.store, error));
    }
  }

  /** The commit failed: nothing was saved. */
  #failed(request: EndedRequest, error: unknown): unknown {
    request.open.fail(error);
    this.#publish(request, error instanceof SessionInterruptedError ? "gone" : "failed", null, error);
    return error;
  }

  /** Adds the cookie of what was saved; `saved` is null when a mere renewal met a session that is gone. */
  #finish(request: HandledRequest, saved: Saved | null): undefined {
    this.#rememberFlushed(request);
    if (saved?.outcome === "rotated") this.#ended.add(request.open.known!.id!);
    // Another request may have ended the session since this one saved it: the cookie of its answer must not be undone.
    const ended = saved?.id != null && this.#ended.has(saved.id);
    if (saved && !ended) this.#headers.setCookie(request, saved);
    else this.#headers.vary(request);
    return this.#publish(request, saved?.outcome ?? "gone", saved);
  }

  #rememberFlushed({ open, source }: HandledRequest): void {
    if (open.flushed) for (const id of source.claimedIds) this.#ended.add(id);
  }

  #publish(
    request: EndedRequest,
    outcome: RequestEvent["outcome"],
    saved: Saved | null = null,
    error?: unknown,
  ): undefined {
    if (!isHeard()) return;
    const used = usedSession(request, outcome);
    if (!used) this.endpoint?.withoutSession();
    if (!used && !(request.source.cookieSent && requestDone.hasSubscribers)) return;
    const event = requestEvent(request, outcome, saved, error);
    requestDone.publish(event);
    if (used) sessionUsed.publish(event);
  }
}
