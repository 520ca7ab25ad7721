/** From a request's cookie to the one live session it names, if it names one. */

import { randomBytes } from "node:crypto";
import { cookieValues } from "../cookie.ts";
import { asStoreError, type SessionError } from "../errors.ts";
import {
  asSpan,
  asSpanNow,
  loading,
  type RejectReason,
  type RequestEvent,
  reportRejected,
  type StoreCall,
  startTime,
  type TraceContext,
  timeSince,
} from "../events.ts";
import type { Exchange } from "../exchange.ts";
import { ifUncaught, warnOfUncaught } from "../process/uncaught.ts";
import type { LoadedSession, SessionSource } from "../session/open-session.ts";
import { newSessionKey, parseSessionKey, type SessionId, type SessionKey, sessionIdOf } from "../session-key.ts";
import type { Settings } from "../settings.ts";
import type { ClientStore, Store, StoredSession } from "../store.ts";
import { noCalls, withCall } from "./store-calls.ts";

/** As in Django, a shorter value names no session: `isEmpty()` answers without a look at the store. */
const shortestClaim = 8;
/** At most this many well-formed values are looked up. A browser sends a handful, one per domain and path; a header full of them is an attack on the store. */
export const mostCandidates = 8;

const processPrefix = randomBytes(4).toString("hex");
let requests = 0;
const nextRequestId = (): string => `${processPrefix}-${++requests}`;

export class RequestSource implements SessionSource {
  readonly policy: Settings;
  readonly exchange: Exchange;
  /** What `remove` took away. */
  removed: SessionId | null = null;
  /** What the answer says about the cookie. */
  setCookie: RequestEvent["setCookie"] = null;
  /** The same line, without the cookie's value; only made when somebody listens. */
  cookieLine: string | null = null;
  /** When the request came; 0: nobody listens. */
  readonly start: number;
  /** Milliseconds spent waiting for the store. */
  loadTime = 0;
  commitTime = 0;
  /** What the store was asked for, in order; only noted when somebody listens. */
  storeCalls: readonly StoreCall[] = noCalls;
  /** What the handler was told when the store failed. */
  failure: Error | undefined;
  readonly #store: Store | ClientStore;
  /** More than one cookie of our name came, be it with the same value. */
  readonly several: boolean;
  /** The distinct values sent under our cookie's name. */
  readonly #values: readonly string[];
  #claims: readonly Claim[] | undefined;
  #ahead: LoadedSession | null | undefined;
  #notLoaded: SessionError | undefined;
  #requestId: string | undefined;
  /** When the commit ended; 0: there was none, or nobody listens. */
  #end = 0;

  /** `recorded`: somebody listens to what requests do. */
  constructor(settings: Settings, store: Store | ClientStore, exchange: Exchange, recorded: boolean) {
    this.start = recorded ? performance.now() : 0;
    this.policy = settings;
    this.exchange = exchange;
    this.#store = store;
    const sent = cookieValues(exchange.cookieHeader, settings.cookieName);
    this.several = sent.length > 1;
    this.#values = this.several ? [...new Set(sent)] : sent;
  }

  noteCall(call: StoreCall): void {
    if (this.start !== 0) this.storeCalls = withCall(this.storeCalls, call);
  }

  /** The store has answered a commit that began then. */
  commitEnded(start: number): void {
    if (start === 0) return;
    this.#end = performance.now();
    this.commitTime = this.#end - start;
  }

  /** Milliseconds since the request came, or until its commit ended. */
  get duration(): number {
    return this.start === 0 ? 0 : (this.#end || performance.now()) - this.start;
  }

  /** Names the request to the panel; made when somebody asks. */
  get requestId(): string {
    this.#requestId ??= nextRequestId();
    return this.#requestId;
  }

  get cookieSent(): boolean {
    return this.#values.length > 0;
  }

  /** Whether the cookie may name a session; it is believed only after loading. */
  get claimed(): boolean {
    return this.#values.some((value) => value.length >= shortestClaim);
  }

  /** Whether the session must be loaded before the handler runs, because the store cannot answer at once. */
  get mustWait(): boolean {
    if (this.#store.kind === "client" || this.#store.loadNow) return false;
    const { length } = this.#claimed();
    return length > 0 && length <= mostCandidates;
  }

  /** Loads before the handler runs. An error is kept until the handler looks at the session: a handler that never looks never sees it. */
  async preload(): Promise<void> {
    const store = this.#store as Store;
    const start = startTime();
    try {
      const load = async () => {
        const found: (LoadedSession | null)[] = [];
        for (const claim of this.#claimed()) {
          this.noteCall("load");
          found.push(asLoaded(claim, await store.load(claim.id)));
        }
        return found;
      };
      this.#ahead = this.#only(await (loading.hasSubscribers ? asSpan(loading, this.traceContext, load) : load()));
    } catch (error) {
      this.#notLoaded = asStoreError("load", store, error);
    }
    this.loadTime = timeSince(start);
  }

  /** The answer sets cookies, whatever the handler does. */
  get mustAnswer(): boolean {
    return false;
  }

  /** The store failed before the handler ran. */
  get failedToLoad(): boolean {
    return this.#notLoaded !== undefined;
  }

  load(): LoadedSession | null {
    if (this.#notLoaded !== undefined) throw this.thrown(this.#notLoaded);
    if (this.#ahead !== undefined) return this.#ahead;
    const store = this.#store;
    if (store.kind === "client") {
      return this.#only(this.#values.map((value) => asLoaded(nowhere, store.unseal(value, this.policy.cookieName))));
    }
    const claims = this.#claimed();
    if (claims.length > mostCandidates) return this.#reject("duplicate-cookie");
    const start = startTime();
    try {
      const load = () => {
        const found: (LoadedSession | null)[] = [];
        for (const claim of claims) {
          this.noteCall("load");
          found.push(asLoaded(claim, store.loadNow!(claim.id)));
        }
        return found;
      };
      return this.#only(loading.hasSubscribers ? asSpanNow(loading, this.traceContext, load) : load());
    } catch (error) {
      throw this.thrown(asStoreError("load", store, error));
    } finally {
      this.loadTime = timeSince(start);
    }
  }

  async remove(): Promise<void> {
    const store = this.#store;
    if (store.kind === "client") return;
    for (const { id } of this.#claimed()) {
      try {
        this.noteCall("delete");
        if (await store.delete(id)) this.removed = id;
      } catch (error) {
        throw this.thrown(asStoreError("delete the session", store, error));
      }
    }
  }

  /** The ids of the sessions that the request's cookies may name. */
  get claimedIds(): readonly SessionId[] {
    return this.#claimed().map(({ id }) => id);
  }

  get traceContext(): TraceContext {
    const { method, path } = this.exchange;
    return { requestId: this.requestId, method, path, store: this.#store.name };
  }

  thrown<Thrown extends Error>(error: Thrown): Thrown {
    this.failure ??= error;
    ifUncaught(error, () => {
      if (this.exchange.uncaught?.(error) !== true) warnOfUncaught(error);
    });
    return error;
  }

  newKey(): SessionKey {
    return newSessionKey();
  }

  /** The values of the cookie that have the form of a session key. */
  #claimed(): readonly Claim[] {
    if (this.#claims) return this.#claims;
    const claims: Claim[] = [];
    for (const value of this.#values) {
      const key = parseSessionKey(value);
      if (key !== null) claims.push({ key, id: sessionIdOf(key) });
    }
    this.#claims = claims;
    return claims;
  }

  /** Several cookies of our name are believed only when exactly one of them leads to a session (RFC 6265bis section 4.2.2). */
  #only(candidates: readonly (LoadedSession | null)[]): LoadedSession | null {
    let live: LoadedSession | null = null;
    for (const candidate of candidates) {
      if (live && candidate) return this.#reject("duplicate-cookie");
      live ??= candidate;
    }
    if (live) return live;
    if (this.#store.kind === "client") return null; // It has told why.
    return this.#reject(candidates.length === 0 ? "malformed-cookie" : "unknown-key");
  }

  #reject(reason: RejectReason): null {
    reportRejected({ reason, store: this.#store.name }, this.#values.join(";"));
    return null;
  }
}

/** A key that the cookie names, and the id under which a store would have its session. */
interface Claim {
  readonly key: SessionKey;
  readonly id: SessionId;
}

/** A session that lives in its cookie has neither key nor id. */
const nowhere = { key: null, id: null };

function asLoaded({ key, id }: Claim | typeof nowhere, stored: StoredSession | null): LoadedSession | null {
  return stored && { key, id, stored };
}
