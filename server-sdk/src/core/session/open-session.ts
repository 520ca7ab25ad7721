/** One session during one request: what the cookie claims, what was loaded, and what the handler has done so far. */

import { HeadersSentError, NotSavedError, type SessionError } from "../errors.ts";
import { decodeExpiry, type Expiry, type ExpiryPolicy, policyExpiry } from "../expiry.ts";
import type { SessionId, SessionKey } from "../session-key.ts";
import type { StoredSession } from "../store.ts";
import { Entries } from "./entries.ts";
import { type ValuePolicy, valueRule } from "./value-rule.ts";

/** Where a session comes from; the session manager makes one per request. */
export interface SessionSource {
  readonly policy: ExpiryPolicy & ValuePolicy;
  /** The live session behind the request's cookie, asked at most once. Throws when the store failed. */
  load(): LoadedSession | null;
  /** Removes what is stored, at once. */
  remove(): Promise<void>;
  newKey(): SessionKey;
  /** An error about to be thrown into the app's code, as it is. */
  thrown<Thrown extends Error>(error: Thrown): Thrown;
}

export interface LoadedSession {
  /** `null` for a session that lives in its cookie. */
  readonly key: SessionKey | null;
  readonly id: SessionId | null;
  readonly stored: StoredSession;
}

const none: readonly string[] = [];
const few = 8;

export class OpenSession {
  readonly source: SessionSource;
  readonly #recordsReads: boolean;
  /** A list while they are few: to make a set costs more than to read the keys. */
  #reads: readonly string[] | Set<string> = none;
  accessed = false;
  modified = false;
  /** The handler asked only whether there is a session, which Django does not count as access. */
  asked = false;
  /** This request ended the session, whether or not there was one. */
  flushed = false;
  #closed = false;
  /** What to do in place of a change that comes too late. */
  #instead: string | undefined;
  /** What this request loaded, and then flushed. */
  ended: LoadedSession | null = null;
  /** Why a change was refused: its value is not JSON. */
  refused: unknown;
  /** Why the commit failed. The headers of another answer are still to come, but nothing is saved with it. */
  #failure: unknown;
  /** What this request sets; `undefined`: it leaves the user as it is. */
  user: string | null | undefined;
  #entries: Entries | undefined;
  #expiry: Expiry = policyExpiry;
  #expirySet = false;
  #loaded: LoadedSession | null | undefined;
  #claimed: boolean;
  /** Cleared before it was loaded: nothing of it is wanted, so it is loaded no sooner than at commit (as in Django). */
  #blind = false;
  #nextKey: SessionKey | null = null;

  /** `claimed`: the request's cookie may name a session. It is believed only after loading. */
  constructor(source: SessionSource, claimed: boolean, recordReads: boolean) {
    this.source = source;
    this.#claimed = claimed;
    this.#recordsReads = recordReads;
  }

  /** Keys read, in order of first use; only kept when somebody listens. */
  get reads(): readonly string[] {
    return this.#reads instanceof Set ? [...this.#reads] : this.#reads;
  }

  noteRead(key: string): void {
    if (!this.#recordsReads) return;
    const reads = this.#reads;
    if (reads instanceof Set) reads.add(key);
    else if (!reads.includes(key)) this.#reads = reads.length < few ? [...reads, key] : new Set([...reads, key]);
  }

  /** Made at the first look: most requests that have a session never look at it. */
  get entries(): Entries {
    this.#entries ??= new Entries(valueRule(this.source.policy));
    return this.#entries;
  }

  /** The stored session this request works on, looked up at most once. `null`: there is none. */
  load(): LoadedSession | null {
    if (this.#loaded === undefined) {
      this.#loaded = this.#claimed ? this.source.load() : null;
      this.#claimed = this.#loaded !== null;
      if (this.#loaded) this.#adopt(this.#loaded.stored);
    }
    return this.#loaded;
  }

  #adopt(stored: StoredSession): void {
    this.entries.rebase(stored.entries);
    if (this.#expirySet) return;
    if (this.#blind && stored.expiry !== null) this.#expirySet = true;
    else this.#expiry = decodeExpiry(stored.expiry);
  }

  /** What `load` has found; `undefined`: the cookie may name a session, and nobody has looked it up. Never loads. */
  get known(): LoadedSession | null | undefined {
    return this.#loaded === undefined && !this.#claimed ? null : this.#loaded;
  }

  /** The entries, for the handler: from here on the response depends on the cookie. */
  look(): Entries {
    this.accessed = true;
    if (!this.#blind) this.load();
    return this.entries;
  }

  ask(): this {
    this.asked = true;
    return this;
  }

  /** The entries, for a change. @throws HeadersSentError or NotSavedError once the commit has begun, saying what was tried. */
  change(doing: string, key?: string): Entries {
    if (this.#closed) throw this.#tooLate(key === undefined ? doing : `${doing} ${JSON.stringify(key)}`);
    return this.look();
  }

  /** The commit has begun, or there will be none: no change can be saved any more. `instead`: what the error then advises. */
  close(instead?: string): void {
    this.#closed = true;
    this.#instead = instead;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The commit failed, or was refused: an error handler that changes the session gets an error that says so. */
  fail(error: unknown): void {
    this.#closed = true;
    this.#failure = error;
  }

  #tooLate(doing: string): SessionError {
    const failure = this.#failure;
    const tooLate =
      failure === undefined ? new HeadersSentError(doing, this.#instead) : new NotSavedError(doing, failure);
    return this.source.thrown(tooLate);
  }

  /** The handler neither looked at the session nor asked about it, as most handlers do not. */
  get unused(): boolean {
    return this.#entries === undefined && !this.asked && !this.accessed && !this.modified;
  }

  /** Nothing can have changed: nobody looked, or only values that cannot be changed in place were handed out. */
  get untouched(): boolean {
    return this.#entries === undefined || this.#entries.untouched;
  }

  /** The session was cleared without being loaded. Whether there is one turns out at commit; if not, this is a new one. */
  get blind(): boolean {
    return this.#blind;
  }

  /** The expiry as far as it is known: the one this request set, or that of the session that was loaded. */
  get expiry(): Expiry {
    return this.#expiry;
  }

  /** Whether this request set the expiry (or dropped one by clearing). */
  get expirySet(): boolean {
    return this.#expirySet;
  }

  setExpiry(expiry: Expiry): void {
    this.#expirySet = true;
    this.#expiry = expiry;
  }

  /** There is an entry, among those loaded so far. */
  get hasData(): boolean {
    return this.#entries?.isEmpty() === false;
  }

  /** Django's `is_empty`: no key and no data. Does not load: a key not yet looked up counts as one. */
  get empty(): boolean {
    return !this.#claimed && !this.hasData;
  }

  /** The key that the session has after this request; `null`: none before it is stored. A key of the cookie is looked up first. */
  loadKey(): SessionKey | null {
    return this.#nextKey ?? this.load()?.key ?? null;
  }

  /** The key to move to at commit, or `null`. */
  get nextKey(): SessionKey | null {
    return this.#nextKey;
  }

  /** The commit stored the session under this key. */
  saved(key: SessionKey): void {
    this.#nextKey = key;
  }

  cycle(): void {
    this.modified = true;
    if (this.load()?.key) this.#nextKey = this.source.newKey();
  }

  /** Drops all data and, as in Django, a custom expiry with it; the key stays. */
  clear(): void {
    if (this.#closed) throw this.#tooLate("clear the session");
    if (this.#loaded === undefined && this.#claimed) this.#blind = true;
    if (this.#expiry.kind !== "policy") this.setExpiry(policyExpiry);
    this.entries.clear();
    this.accessed = true;
    this.modified = true;
  }

  /** The session has ended. Starts over with nothing; the next commit with data makes a new session under a new key. */
  reset(): void {
    this.flushed = true;
    this.ended ??= this.#loaded ?? null;
    this.entries.reset();
    this.#expiry = policyExpiry;
    this.#expirySet = false;
    this.#loaded = null;
    this.#claimed = false;
    this.#nextKey = null;
    this.#blind = false;
    this.user = undefined;
    this.accessed = true;
    this.modified = true;
  }
}
