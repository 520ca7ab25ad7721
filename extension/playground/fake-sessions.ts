/** Sessions in memory. Each change is reported to the streams of the server. */

import type { Cause, Commit, Event, Expiry, Hello, StoreSort } from "sessionscope/protocol";
import { commitLimit, pathLimit, storeSorts } from "sessionscope/protocol";
import { diffTexts } from "../json/diff.ts";
import { endOf } from "./fake-expiry.ts";
import type { FakeLibrary } from "./fake-library.ts";
import { FakeRedaction } from "./fake-redaction.ts";
import { type FakeRequest, FakeTimeline, type Picture } from "./fake-timeline.ts";

export interface FakeSession {
  handle: string;
  /** Key → JSON text, with the cause of its last change. */
  entries: Map<string, { text: string; changed: Cause | null }>;
  revision: number;
  createdAt: number;
  modifiedAt: number;
  expiry: Expiry;
  user: string | null;
  lastChange: Cause | null;
  /** The last `commitLimit` commits since the session was opened. */
  commits: Commit[];
}

/** Key → JSON text; undefined: the key is deleted. */
export type Texts = ReadonlyMap<string, string | undefined>;

export class FakeSessions {
  /** The sessions by the value of their cookie. */
  readonly live = new Map<string, FakeSession>();
  readonly redaction = new FakeRedaction();
  library: FakeLibrary = {
    keeps: { created: true, modified: true, expires: true },
    verbatim: false,
    readOnly: new Set(),
  };
  /** What the store can list. `refusal`: why it cannot list at all. */
  readonly listing = {
    sorts: [...storeSorts] as StoreSort["by"][],
    expired: true,
    exact: true,
    refusal: null as string | null,
  };
  /** How many stored sessions `store.deleteMatching` deletes before the store fails. */
  deletesBeforeFailure = Number.POSITIVE_INFINITY;
  /** Another number makes the cursors of earlier lists stale. */
  started = 1;
  readonly timeline: FakeTimeline;
  readonly #hello: Hello;
  /** The expiry that each session had after its last commit. */
  readonly #expiries = new WeakMap<FakeSession, Expiry>();
  readonly #tell: (event: Event) => void;
  #handles = 0;

  constructor(hello: Hello, tell: (event: Event) => void) {
    this.#hello = hello;
    this.#tell = tell;
    this.timeline = new FakeTimeline(this.redaction, tell);
  }

  /** Keys whose values the app hides. */
  get redacted(): Set<string> {
    return this.redaction.keys;
  }

  /** Creates a live session under this cookie value. It stores the values as JSON. */
  open(cookie: string, data: Readonly<Record<string, unknown>>, changed: Cause | null = null): FakeSession {
    const now = Date.now();
    const session: FakeSession = {
      handle: this.#nextHandle(),
      entries: new Map(),
      revision: 1,
      createdAt: now,
      modifiedAt: now,
      expiry: { kind: "policy" },
      user: null,
      lastChange: changed,
      commits: [],
    };
    for (const [key, text] of textsOf(data)) session.entries.set(key, { text: text ?? "null", changed });
    this.#expiries.set(session, session.expiry);
    this.live.set(cookie, session);
    return session;
  }

  /** The app changes the session: `undefined` deletes a key. */
  change(cookie: string, data: Readonly<Record<string, unknown>>, request: FakeRequest): void {
    this.commit(this.#known(cookie), textsOf(data), causeOf(request), request);
  }

  /** The app reads the session, or fails to save it (`request.failure`). */
  look(cookie: string, request: FakeRequest): void {
    const picture = this.#picture(this.#known(cookie));
    const { failure } = request;
    const outcome = failure === undefined ? "read" : failure === "interrupted" ? "gone" : "failed";
    this.timeline.record({ cause: causeOf(request), outcome, before: picture, after: picture, request });
  }

  /** The app flushes the session. */
  flush(cookie: string, request: FakeRequest): void {
    this.end(cookie, causeOf(request), request);
  }

  /** The live session of a cookie; null: there is none. */
  find(cookie: string | null): FakeSession | null {
    const session = cookie === null ? undefined : this.live.get(cookie);
    return session !== undefined && Date.now() < endOf(session, this.#hello) ? session : null;
  }

  /** A panel creates a session. @returns the new value of the cookie. */
  create(texts: Texts, expiry: Expiry, user: string | null, cause: Cause): string {
    const cookie = newCookie();
    const session = this.open(cookie, {}, cause);
    // One moment for all of it: the cause may be a millisecond older than now.
    Object.assign(session, { revision: 0, createdAt: cause.at, expiry, user });
    this.commit(session, texts, cause);
    return cookie;
  }

  commit(
    session: FakeSession,
    texts: Texts,
    cause: Cause,
    request?: FakeRequest,
    before: Picture | null = session.revision === 0 ? null : this.#before(session),
  ): void {
    const changes: Commit["changes"] = [];
    for (const [key, text] of texts) {
      const before = session.entries.get(key)?.text ?? null;
      if (before === (text ?? null)) continue;
      changes.push(this.#touch(key, before, text ?? null));
      if (text === undefined) session.entries.delete(key);
      else session.entries.set(key, { text, changed: cause });
    }
    session.revision += 1;
    session.modifiedAt = cause.at;
    session.lastChange = cause;
    const commit: Commit = { revision: session.revision, changes, cause };
    session.commits = [...session.commits, commit].slice(-commitLimit);
    this.#tell({ type: "changed", handle: session.handle, ...commit });
    const after = this.#picture(session);
    this.#expiries.set(session, session.expiry);
    // Where the new expiry has passed, the end of the session is what is recorded.
    if (after.expiresAt !== null && Date.now() >= after.expiresAt) return;
    const outcome = before === null ? "created" : before.handle === after.handle ? "stored" : "rotated";
    this.timeline.record({ cause, outcome, before, after, request });
  }

  end(cookie: string, cause: Cause, request?: FakeRequest): void {
    const before = this.#before(this.#known(cookie));
    this.#remove(cookie, cause);
    const { command } = this.timeline;
    const outcome = command === null || deletes.test(command) ? "flushed" : "expired";
    this.timeline.record({ cause, outcome, before, after: null, request });
  }

  #remove(cookie: string, cause: Cause): void {
    const { handle } = this.#known(cookie);
    this.live.delete(cookie);
    this.#tell({ type: "gone", handle, cause });
  }

  /** Moves a session to a new value of the cookie. @returns the new value. */
  move(from: string, cause: Cause): string {
    const cookie = newCookie();
    const before = this.#before(this.#known(from));
    const session = { ...this.#known(from), handle: this.#nextHandle() };
    this.#remove(from, cause);
    this.live.set(cookie, session);
    this.commit(session, new Map(), cause, undefined, before);
    return cookie;
  }

  /** Puts a session under another value of the cookie that is the session itself. @returns the new value. */
  reseal(from: string): string {
    const cookie = newCookie();
    this.live.set(cookie, this.#known(from));
    this.live.delete(from);
    return cookie;
  }

  /** The session before a commit, whose expiry may be set already. */
  #before(session: FakeSession): Picture {
    return { ...this.#picture(session), expiry: this.#expiries.get(session) ?? session.expiry };
  }

  #picture(session: FakeSession): Picture {
    const { handle, revision, expiry, user, entries } = session;
    const texts = new Map([...entries].map(([key, { text }]) => [key, text]));
    return { handle, revision, expiry, user, texts, expiresAt: endOf(session, this.#hello) };
  }

  #known(cookie: string): FakeSession {
    const session = this.live.get(cookie);
    if (session === undefined) throw new Error(`No session "${cookie}".`);
    return session;
  }

  #nextHandle(): string {
    this.#handles += 1;
    return `s${this.#handles}`;
  }

  #touch(key: string, before: string | null, after: string | null): Commit["changes"][number] {
    if (before === null || after === null) return { key, kind: before === null ? "added" : "removed" };
    if (this.redaction.hidesName(key)) return { key, kind: "changed" };
    const paths = diffTexts(before, after).map(({ path }) => [...path]);
    const useful = paths.length > 0 && paths.length <= pathLimit && paths.every(({ length }) => length > 0);
    return { key, kind: "changed", ...(useful && { paths }) };
  }
}

const causeOf = ({ method, path, request, at = Date.now() }: FakeRequest): Cause => ({
  by: "request",
  method,
  path,
  at,
  ...(request !== undefined && { request }),
});

/** Commands that remove a session. Others let its time come. */
const deletes = /^session\.flush$|^store\.delete/;

const newCookie = () => `k${crypto.randomUUID()}`;

const textsOf = (data: Readonly<Record<string, unknown>>): Texts =>
  new Map(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
