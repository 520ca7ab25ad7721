/** A debug endpoint in memory: answers every command of the protocol, and does what a script tells it. */

import {
  Call,
  type CommandName,
  commands,
  defaultPath,
  type Event,
  errorCodes,
  type Hello,
  protocolVersion,
  streamName,
} from "sessionscope/protocol";
import * as v from "valibot";
import { type Asking, FakeSessions, Refusal, refuse } from "./fake-sessions.ts";

export class FakeServer {
  readonly hello: Hello;
  readonly sessions: FakeSessions;
  path = defaultPath;
  /** null: everybody may ask. */
  token: string | null = null;
  /** Public id of the project whose token it is; null: the app chose the token. */
  project: string | null = null;
  /** Wrong tokens it still looks at; a generated one (`project`) has no such limit. */
  triesLeft = 8;
  /** Looks at no token for now, not even the right one. */
  lockedOut = false;
  mounted = true;
  /** Serves other extensions than this one. */
  refuses = false;
  /** Nobody listens on the port. */
  away = false;
  /** Answers after this many milliseconds. */
  delay = 0;
  streaming = true;
  /** Names of the commands asked, in order. */
  readonly asked: string[] = [];
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(hello: Partial<Hello> = {}) {
    this.hello = {
      versions: [protocolVersion],
      sdk: "0.1.0",
      now: 0,
      commands: Object.keys(commands),
      store: { name: "Database (SQLite)", kind: "server", limit: 65_536 },
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
    this.sessions = new FakeSessions(this.hello, (event) => this.#tell(event));
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
    if (this.refuses) refuse("not-found", "Not found.");
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
    const session = call.cookie === null ? null : (this.sessions.live.get(call.cookie) ?? null);
    const asking: Asking = { cookie: call.cookie, session, window: call.window };
    const answer = this.sessions.answers[name] as (params: unknown, asking: Asking) => unknown;
    return Response.json({ ok: true, result: answer(params.output, asking) });
  }

  #checkToken(header: string | null): void {
    if (this.token === null || (header === `Bearer ${this.token}` && !this.lockedOut)) return;
    const server = this.project === null ? {} : { server: this.project };
    if (header === null) refuse("token-required", "This server asks for its token.", server);
    if (this.project !== null) refuse("token-refused", "That is not the token.", server);
    if (this.lockedOut || this.triesLeft === 0)
      refuse("too-many-guesses", "Too many wrong tokens this minute.", { triesLeft: 0 });
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
}

const line = (event: Event) => new TextEncoder().encode(`${JSON.stringify(event)}\n`);
