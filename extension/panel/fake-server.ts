/** A debug endpoint in memory: answers every command of the protocol, and does what a script tells it. */

import {
  Call,
  type CallError,
  type Cause,
  type Changed,
  type CommandName,
  commands,
  defaultPath,
  type Event,
  type Expiry,
  errorCodes,
  type Hello,
  type Params,
  protocolVersion,
  type Result,
  type SessionReading,
  streamName,
  valueCap,
} from "sessionscope/protocol";
import * as v from "valibot";

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
}

/** What the asking browser sent, and what it leads to. */
interface Asking {
  readonly cookie: string | null;
  readonly session: FakeSession | null;
}
type Answers = { readonly [C in CommandName]: (params: Params<C>, asking: Asking) => Result<C> };

const testKey = "_test_cookie";
const size = (text: string) => new TextEncoder().encode(text).length;

class Refusal extends Error {
  readonly detail: CallError;
  constructor(detail: CallError) {
    super(detail.message);
    this.detail = detail;
  }
}
const refuse = (code: CallError["code"], message: string, more: Partial<CallError> = {}): never => {
  throw new Refusal({ code, message, ...more });
};

export class FakeServer {
  /** By the cookie's value. */
  readonly sessions = new Map<string, FakeSession>();
  readonly hello: Hello;
  /** Keys whose values are hidden. */
  readonly redacted = new Set<string>();
  path = defaultPath;
  /** null: everybody may ask. */
  token: string | null = null;
  triesLeft = 8;
  mounted = true;
  /** Nobody listens on the port. */
  away = false;
  /** Answers after this many milliseconds. */
  delay = 0;
  streaming = true;
  /** Names of the commands asked, in order. */
  readonly asked: string[] = [];
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #handles = 0;

  constructor(hello: Partial<Hello> = {}) {
    this.hello = {
      versions: [protocolVersion],
      sdk: "0.1.0",
      now: 0,
      commands: Object.keys(commands),
      store: { name: "database (sqlite)", kind: "server", limit: 65_536 },
      cookie: {
        name: "sessionid",
        domain: null,
        path: "/",
        secure: false,
        httpOnly: true,
        sameSite: "Lax",
        partitioned: false,
      },
      cookieAge: 1_209_600,
      expireAtBrowserClose: false,
      saveEveryRequest: false,
      ...hello,
    };
  }

  /** A live session under this cookie value; values are stored as JSON. */
  open(cookie: string, data: Readonly<Record<string, unknown>>, changed: Cause | null = null): FakeSession {
    const entries = Object.entries(data).map(
      ([key, value]) => [key, { text: JSON.stringify(value), changed }] as const,
    );
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
    };
    this.sessions.set(cookie, session);
    return session;
  }

  /** The app changes the session: `undefined` deletes a key. */
  change(cookie: string, data: Readonly<Record<string, unknown>>, request: { method: string; path: string }): void {
    const session = this.sessions.get(cookie);
    if (session === undefined) throw new Error(`No session "${cookie}".`);
    this.#commit(session, data, { by: "request", ...request, at: Date.now() });
  }

  /** The app flushes the session. */
  flush(cookie: string, request: { method: string; path: string }): void {
    const session = this.sessions.get(cookie);
    if (session === undefined) throw new Error(`No session "${cookie}".`);
    this.sessions.delete(cookie);
    this.#tell({ type: "gone", handle: session.handle, cause: { by: "request", ...request, at: Date.now() } });
  }

  /** The process ends: its streams break off. */
  goAway(): void {
    this.away = true;
    this.breakStreams();
  }

  comeBack(): void {
    this.away = false;
  }

  breakStreams(): void {
    for (const stream of this.#streams) stream.error(new TypeError("network error"));
    this.#streams.clear();
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    init.signal?.throwIfAborted();
    if (this.away) throw new TypeError("Failed to fetch");
    if (!this.mounted || new URL(url).pathname !== this.path || init.method !== "POST") {
      return new Response("Not Found", { status: 404 });
    }
    try {
      return this.#answer(init);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json({ ok: false, error: error.detail }, { status: errorCodes[error.detail.code] });
    }
  };

  #answer(init: RequestInit): Response {
    this.#checkToken(new Headers(init.headers).get("Authorization"));
    const call = v.parse(Call, JSON.parse(String(init.body)));
    this.asked.push(call.command);
    if (call.command !== "hello" && !this.hello.versions.includes(call.protocol)) {
      const { versions, sdk } = this.hello;
      refuse("wrong-version", `This server speaks protocol ${versions.join(", ")}.`, { versions, sdk });
    }
    if (call.command === streamName) return this.#stream(init.signal ?? null);
    if (!Object.hasOwn(commands, call.command)) refuse("unknown-command", `No command ${call.command}.`);
    const name = call.command as CommandName;
    const params = v.safeParse(commands[name].params as v.GenericSchema, call.params);
    if (!params.success) refuse("invalid-params", params.issues[0].message);
    const session = call.cookie === null ? null : (this.sessions.get(call.cookie) ?? null);
    const asking: Asking = { cookie: call.cookie, session };
    const answer = this.#answers[name] as (params: unknown, asking: Asking) => unknown;
    return Response.json({ ok: true, result: answer(params.output, asking) });
  }

  #checkToken(header: string | null): void {
    if (this.token === null || header === `Bearer ${this.token}`) return;
    if (header === null) refuse("token-required", "This server asks for its token.");
    if (this.triesLeft === 0) refuse("too-many-guesses", "Too many wrong tokens this minute.", { triesLeft: 0 });
    this.triesLeft -= 1;
    refuse("token-refused", "That is not the token.", { triesLeft: this.triesLeft });
  }

  #stream(signal: AbortSignal | null): Response {
    if (!this.streaming) refuse("unknown-command", "No stream here.");
    let mine: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller;
        this.#streams.add(mine);
        controller.enqueue(line({ type: "alive", now: Date.now() }));
        signal?.addEventListener("abort", () => this.#streams.delete(mine) && mine.error(signal.reason));
      },
      cancel: () => void this.#streams.delete(mine),
    });
    return new Response(body, { headers: { "Content-Type": "application/x-ndjson" } });
  }

  #tell(event: Event): void {
    for (const stream of this.#streams) stream.enqueue(line(event));
  }

  #commit(session: FakeSession, data: Readonly<Record<string, unknown>>, changed: Cause): void {
    for (const [key, value] of Object.entries(data)) {
      if (value === undefined) session.entries.delete(key);
      else session.entries.set(key, { text: JSON.stringify(value), changed });
    }
    session.revision += 1;
    session.modifiedAt = changed.at;
    session.lastChange = changed;
    this.#tell({
      type: "changed",
      handle: session.handle,
      revision: session.revision,
      keys: Object.keys(data),
      cause: changed,
    });
  }

  readonly #answers: Answers = {
    hello: () => ({ ...this.hello, now: Date.now() }),
    "session.read": (_, asking) => this.#read(asking),
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
      const set = Object.entries(params.set).map(([key, text]) => [key, JSON.parse(text)] as const);
      this.#commit(
        session,
        Object.fromEntries([...set, ...params.delete.map((key) => [key, undefined] as const)]),
        by(),
      );
      return this.#changed(asking);
    },
    "session.clear": (params, asking) => {
      const session = this.#at(params.revision, asking);
      this.#commit(session, Object.fromEntries([...session.entries.keys()].map((key) => [key, undefined])), by());
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
      this.sessions.set(cookie, { ...session, handle: `s${++this.#handles}`, revision: session.revision + 1 });
      return this.#changed({ cookie, session: this.sessions.get(cookie)! }, [this.#line(cookie)]);
    },
    "session.setExpiry": (params, asking) => {
      const session = this.#at(params.revision, asking);
      session.expiry = params.expiry;
      this.#commit(session, {}, by());
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
    "session.restore": ({ revision, entries, expiry }, asking) => {
      const data = Object.fromEntries(Object.entries(entries).map(([key, text]) => [key, JSON.parse(text)]));
      if (revision === null) {
        const cookie = `k${crypto.randomUUID()}`;
        const session = this.open(cookie, data, by());
        session.expiry = expiry;
        return this.#changed({ cookie, session }, [this.#line(cookie)]);
      }
      const session = this.#at(revision, asking);
      const hidden = [...session.entries].filter(([key]) => this.redacted.has(key));
      session.entries = new Map(hidden);
      session.expiry = expiry;
      this.#commit(session, data, by());
      return this.#changed(asking);
    },
    "testCookie.set": (_, asking) => {
      if (asking.session !== null) {
        this.#commit(asking.session, { [testKey]: "worked" }, by());
        return this.#changed(asking);
      }
      const cookie = `k${crypto.randomUUID()}`;
      const session = this.open(cookie, { [testKey]: "worked" }, by());
      return this.#changed({ cookie, session }, [this.#line(cookie)]);
    },
    "testCookie.check": (_, { cookie, session }) => ({
      sent: cookie !== null,
      worked: session?.entries.get(testKey)?.text === '"worked"',
    }),
    "testCookie.delete": (_, asking) => {
      if (asking.session !== null) this.#commit(asking.session, { [testKey]: undefined }, by());
      return this.#changed(asking);
    },
  };

  #at(revision: number, { session }: Asking): FakeSession {
    if (session === null) return refuse("gone", "The session is gone.");
    if (session.revision === revision) return session;
    return refuse("stale-revision", "The session has moved on.", { revision: session.revision });
  }

  #end(session: FakeSession, { cookie }: Asking): void {
    this.sessions.delete(cookie!);
    this.#tell({ type: "gone", handle: session.handle, cause: by() });
  }

  #changed(asking: Asking, cookies: readonly string[] = []): Changed {
    return { reading: this.#read(asking), cookies: [...cookies] };
  }

  #read({ cookie, session }: Asking): SessionReading {
    const now = Date.now();
    if (session === null) return { state: cookie === null ? "none" : "gone", now };
    if (this.#expiresAt(session) <= now) return { state: "gone", now };
    const { entries: _, ...rest } = session;
    const entries = this.#entries(session, valueCap);
    const total = entries.reduce((sum, entry) => sum + entry.size + size(entry.key), 0);
    return { state: "live", now, session: { ...rest, entries, size: total, expiresAt: this.#expiresAt(session) } };
  }

  #entries(session: FakeSession, cap: number) {
    return [...session.entries].map(([key, { text, changed }]) => {
      const redacted = this.redacted.has(key);
      const shown = redacted ? "" : text.slice(0, cap);
      return { key, text: shown, size: size(text), truncated: !redacted && text.length > cap, redacted, changed };
    });
  }

  #expiresAt({ expiry, modifiedAt }: FakeSession): number {
    if (expiry.kind === "moment") return expiry.at;
    return modifiedAt + (expiry.kind === "seconds" ? expiry.seconds : this.hello.cookieAge) * 1000;
  }

  /** @param age in seconds; null: until the browser closes. */
  #line(value: string, age: number | null = this.hello.cookieAge): string {
    return `${this.hello.cookie.name}=${value}; Path=/${age === null ? "" : `; Max-Age=${age}`}; HttpOnly; SameSite=Lax`;
  }
}

const by = (): Cause => ({ by: "panel", method: "", path: "", at: Date.now() });
const line = (event: Event) => new TextEncoder().encode(`${JSON.stringify(event)}\n`);
