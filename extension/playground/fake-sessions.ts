/** Sessions in memory, and what each command of the protocol does to them. */

import type {
  CallError,
  Cause,
  Changed,
  CommandName,
  Commit,
  Event,
  Expiry,
  Hello,
  Params,
  Result,
  SessionReading,
  Since,
} from "sessionscope/protocol";
import { commitLimit, pathLimit, valueCap } from "sessionscope/protocol";
import { diffTexts } from "../json/diff.ts";

export interface FakeSession {
  handle: string;
  /** Key → JSON text, and who wrote it. */
  entries: Map<string, { text: string; changed: Cause | null }>;
  revision: number;
  createdAt: number;
  modifiedAt: number;
  expiry: Expiry;
  user: string | null;
  lastChange: Cause | null;
  /** Those since it was opened. */
  commits: Commit[];
}

/** What the asking browser sent, and what it leads to. */
export interface Asking {
  readonly cookie: string | null;
  readonly session: FakeSession | null;
  readonly window?: string | undefined;
  readonly since?: Since | undefined;
}
type Answers = { readonly [C in CommandName]: (params: Params<C>, asking: Asking) => Result<C> };

const testKey = "_test_cookie";
const size = (text: string) => new TextEncoder().encode(text).length;

/** What a command answers instead of a result. */
export class Refusal extends Error {
  readonly detail: CallError;
  constructor(detail: CallError) {
    super(detail.message);
    this.detail = detail;
  }
}
export const refuse = (code: CallError["code"], message: string, more: Partial<CallError> = {}): never => {
  throw new Refusal({ code, message, ...more });
};

export class FakeSessions {
  /** By the cookie's value. */
  readonly live = new Map<string, FakeSession>();
  /** Keys whose values are hidden. */
  readonly redacted = new Set<string>();
  readonly #hello: Hello;
  readonly #tell: (event: Event) => void;
  #handles = 0;

  constructor(hello: Hello, tell: (event: Event) => void) {
    this.#hello = hello;
    this.#tell = tell;
  }

  /** A live session under this cookie value; values are stored as JSON. */
  open(cookie: string, data: Readonly<Record<string, unknown>>, changed: Cause | null = null): FakeSession {
    return this.#open(cookie, textsOf(data), changed);
  }

  #open(cookie: string, texts: Texts, changed: Cause | null): FakeSession {
    const entries = Object.entries(texts).map(([key, text]) => [key, { text: text ?? "null", changed }] as const);
    const now = Date.now();
    const session: FakeSession = {
      handle: `s${++this.#handles}`,
      entries: new Map(entries),
      revision: 1,
      createdAt: now,
      modifiedAt: now,
      expiry: { kind: "policy" },
      user: null,
      lastChange: changed,
      commits: [],
    };
    this.live.set(cookie, session);
    return session;
  }

  /** The app changes the session: `undefined` deletes a key. */
  change(cookie: string, data: Readonly<Record<string, unknown>>, request: { method: string; path: string }): void {
    const session = this.live.get(cookie);
    if (session === undefined) throw new Error(`No session "${cookie}".`);
    this.#commit(session, textsOf(data), { by: "request", ...request, at: Date.now() });
  }

  /** The app flushes the session. */
  flush(cookie: string, request: { method: string; path: string }): void {
    const session = this.live.get(cookie);
    if (session === undefined) throw new Error(`No session "${cookie}".`);
    this.live.delete(cookie);
    this.#tell({ type: "gone", handle: session.handle, cause: { by: "request", ...request, at: Date.now() } });
  }

  #commit(session: FakeSession, texts: Texts, changed: Cause): void {
    const changes: Commit["changes"] = [];
    for (const [key, text] of Object.entries(texts)) {
      const before = session.entries.get(key)?.text ?? null;
      if (before !== (text ?? null)) changes.push(touchOf(key, before, text ?? null));
      if (text === undefined) session.entries.delete(key);
      else session.entries.set(key, { text, changed });
    }
    session.revision += 1;
    session.modifiedAt = changed.at;
    session.lastChange = changed;
    const commit: Commit = { revision: session.revision, changes, cause: changed };
    session.commits = [...session.commits, commit].slice(-commitLimit);
    this.#tell({ type: "changed", handle: session.handle, ...commit });
  }

  readonly answers: Answers = {
    hello: () => ({ ...this.#hello, now: Date.now() }),
    "session.read": ({ since }, asking) => this.#read({ ...asking, since }),
    "session.value": ({ key }, { session }) => {
      const found = this.#entries(session ?? refuse("no-session", "There is no session."), Number.POSITIVE_INFINITY);
      return found.find((entry) => entry.key === key) ?? refuse("bad-request", `No key ${key}.`);
    },
    "session.update": (params, asking) => {
      const session = asking.session ?? refuse("gone", "The session is gone.");
      const touched = [...Object.keys(params.set), ...params.delete];
      const hidden = touched.filter((key) => this.redacted.has(key));
      if (hidden.length > 0) refuse("redacted", "The server hides these keys.", { keys: hidden });
      const keys = Object.entries(params.expect)
        .filter(([key, text]) => (session.entries.get(key)?.text ?? null) !== text)
        .map(([key]) => key);
      if (keys.length > 0) refuse("conflict", "Changed on the server meanwhile.", { keys });
      const gone = Object.fromEntries(params.delete.map((key) => [key, undefined] as const));
      this.#commit(session, { ...params.set, ...gone }, by(asking));
      return this.#changed({ ...asking, since: params.since });
    },
    "session.clear": (params, asking) => {
      const session = this.#at(params.revision, asking);
      this.#commit(session, Object.fromEntries([...session.entries.keys()].map((key) => [key, undefined])), by(asking));
      return this.#changed(asking);
    },
    "session.flush": (params, asking) => {
      this.#end(this.#at(params.revision, asking), asking);
      return { reading: { state: "none", now: Date.now() }, cookies: [this.#line("", 0)] };
    },
    "session.cycleKey": (params, asking) => {
      const session = this.#at(params.revision, asking);
      const cookie = `k${crypto.randomUUID()}`;
      this.#end(session, asking);
      this.live.set(cookie, { ...session, handle: `s${++this.#handles}`, revision: session.revision + 1 });
      return this.#changed({ cookie, session: this.live.get(cookie)! }, [this.#line(cookie)]);
    },
    "session.setExpiry": (params, asking) => {
      const session = this.#at(params.revision, asking);
      session.expiry = params.expiry;
      this.#commit(session, {}, by(asking));
      const seconds = Math.max(0, Math.round((this.#expiresAt(session) - Date.now()) / 1000));
      const age = params.expiry.kind === "browser-close" ? null : seconds;
      return this.#changed(asking, [this.#line(asking.cookie!, age)]);
    },
    "session.expire": (params, asking) => {
      const session = this.#at(params.revision, asking);
      if (params.where === "cookie") return { reading: this.#read(asking), cookies: [this.#line("", 0)] };
      this.#end(session, asking);
      return { reading: { state: "gone", now: Date.now() }, cookies: [] };
    },
    "session.restore": ({ revision, entries, expiry, user }, asking) => {
      if (revision === null) {
        const cookie = `k${crypto.randomUUID()}`;
        const session = this.#open(cookie, entries, by(asking));
        session.expiry = expiry;
        session.user = user ?? null;
        return this.#changed({ cookie, session }, [this.#line(cookie)]);
      }
      const session = this.#at(revision, asking);
      const hidden = [...session.entries].filter(([key]) => this.redacted.has(key));
      session.entries = new Map(hidden);
      session.expiry = expiry;
      if (user !== undefined) session.user = user;
      this.#commit(session, entries, by(asking));
      return this.#changed(asking);
    },
    "testCookie.set": (_, asking) => {
      if (asking.session !== null) {
        this.#commit(asking.session, { [testKey]: '"worked"' }, by(asking));
        return this.#changed(asking);
      }
      const cookie = `k${crypto.randomUUID()}`;
      const session = this.open(cookie, { [testKey]: "worked" }, by(asking));
      return this.#changed({ cookie, session }, [this.#line(cookie)]);
    },
    "testCookie.check": (_, { cookie, session }) => ({
      sent: cookie !== null,
      worked: session?.entries.get(testKey)?.text === '"worked"',
    }),
    "testCookie.delete": (_, asking) => {
      if (asking.session !== null) this.#commit(asking.session, { [testKey]: undefined }, by(asking));
      return this.#changed(asking);
    },
  };

  #at(revision: number, { session }: Asking): FakeSession {
    if (session === null) return refuse("gone", "The session is gone.");
    if (session.revision === revision) return session;
    return refuse("stale-revision", "The session has moved on.", { revision: session.revision });
  }

  #end(session: FakeSession, asking: Asking): void {
    const { cookie } = asking;
    this.live.delete(cookie!);
    this.#tell({ type: "gone", handle: session.handle, cause: by(asking) });
  }

  #changed(asking: Asking, cookies: readonly string[] = []): Changed {
    return { reading: this.#read(asking), cookies: [...cookies] };
  }

  #read(asking: Asking): SessionReading {
    const { cookie, session } = asking;
    const now = Date.now();
    if (session === null) return { state: cookie === null ? "none" : "gone", now };
    if (this.#expiresAt(session) <= now) return { state: "gone", now };
    const { entries: _, commits: recorded, ...rest } = session;
    const { since } = asking;
    const after = since?.handle === session.handle ? since.revision : 0;
    const commits = since && { commits: recorded.filter(({ revision }) => revision > after) };
    const entries = this.#entries(session, valueCap);
    const total = entries.reduce((sum, entry) => sum + entry.size + size(entry.key), 0);
    return {
      state: "live",
      now,
      session: { ...rest, ...commits, entries, size: total, expiresAt: this.#expiresAt(session) },
    };
  }

  #entries(session: FakeSession, cap: number) {
    return [...session.entries].map(([key, { text, changed }]) => {
      const redacted = this.redacted.has(key);
      const shown = redacted ? "" : text.slice(0, cap);
      const length = redacted ? Math.ceil(size(text) / 64) * 64 : size(text);
      return { key, text: shown, size: length, truncated: !redacted && text.length > cap, redacted, changed };
    });
  }

  #expiresAt({ expiry, modifiedAt }: FakeSession): number {
    if (expiry.kind === "moment") return expiry.at;
    return modifiedAt + (expiry.kind === "seconds" ? expiry.seconds : this.#hello.cookieAge) * 1000;
  }

  /** @param age in seconds; null: until the browser closes. */
  #line(value: string, age: number | null = this.#hello.cookieAge): string {
    return `${this.#hello.cookie.name}=${value}; Path=/${age === null ? "" : `; Max-Age=${age}`}; HttpOnly; SameSite=Lax`;
  }
}

function touchOf(key: string, before: string | null, after: string | null): Commit["changes"][number] {
  if (before === null || after === null) return { key, kind: before === null ? "added" : "removed" };
  const paths = diffTexts(before, after).map(({ path }) => [...path]);
  const useful = paths.length > 0 && paths.length <= pathLimit && paths.every(({ length }) => length > 0);
  return { key, kind: "changed", ...(useful && { paths }) };
}

/** Key → JSON text; undefined: the key goes. */
type Texts = Readonly<Record<string, string | undefined>>;

const textsOf = (data: Readonly<Record<string, unknown>>): Texts =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));

const by = ({ window }: Asking): Cause => ({
  by: "panel",
  method: "",
  path: "",
  at: Date.now(),
  ...(window !== undefined && { window }),
});
