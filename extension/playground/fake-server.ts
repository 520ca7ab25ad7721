/** A debug endpoint in memory. It answers every command of the protocol, and scripts and tests can make it fail. */

import {
  type CallError,
  commands,
  defaultPath,
  type Event,
  errorCodes,
  type Hello,
  protocolVersion,
  streamName,
} from "sessionscope/protocol";
import { CommandError, refuse } from "./command-error.ts";
import { checkForm, type FakeCall, parseCall } from "./fake-call.ts";
import { fakeCommands } from "./fake-commands.ts";
import { companionsOf } from "./fake-expiry.ts";
import { FakeLab, type LoadAnswer, type LoadRequest } from "./fake-lab.ts";
import { FakeSessions } from "./fake-sessions.ts";
import { FakeUndo } from "./fake-undo.ts";

/** The real endpoint sends these headers with every answer: no cache keeps it, and no browser guesses its type. */
const safeHeaders = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

export class FakeServer {
  readonly hello: Hello;
  readonly sessions: FakeSessions;
  readonly undo = new FakeUndo();
  path = defaultPath;
  /** null: calls need no token. */
  token: string | null = null;
  /** Public id of the project that the token belongs to; null: the app chose the token. */
  project: string | null = null;
  /** The number of wrong tokens that the server still checks. A generated token (`project`) has no such limit. */
  triesLeft = 8;
  /** The server checks no token now and refuses even the right one. */
  lockedOut = false;
  mounted = true;
  /** The server serves other extensions, not this one. */
  refuses = false;
  /** No server listens on the port. */
  away = false;
  /** Milliseconds before each answer. */
  delay = 0;
  streaming = true;
  /** The store of the server fails. */
  storeFails = false;
  /** The names of the commands that were called, in order. */
  readonly asked: string[] = [];
  /** The last parameters of each command. */
  readonly params = new Map<string, unknown>();
  readonly #lab: FakeLab;
  readonly #commands: ReturnType<typeof fakeCommands>;
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(hello: Partial<Hello> = {}) {
    this.hello = {
      versions: [protocolVersion],
      sdk: "0.1.0",
      now: 0,
      commands: Object.keys(commands),
      store: { name: "Database (SQLite)", kind: "server", limit: 1_048_576 },
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
      editsBesideHidden: true,
      ...hello,
    };
    this.#lab = new FakeLab(this.hello);
    this.sessions = new FakeSessions(this.hello, (event) => this.#tell(event));
    this.#commands = fakeCommands(this.sessions, this.hello, this.undo, this.#lab);
  }

  /** Ends the server's process: its streams break off. */
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
    const to = new URL(url);
    const loaded = this.#loadOf(to, init);
    if (loaded !== null) return withCookies(loaded);
    if (!this.mounted || to.pathname !== this.path) return new Response("Not Found", { status: 404 });
    try {
      const headers = new Headers(init.headers);
      if (this.refuses) refuse("not-found", "Not found.");
      checkForm(to, init.method, headers);
      this.#checkToken(headers.get("Authorization"));
      const call = parseCall(init.body, this.hello);
      this.asked.push(call.command);
      this.params.set(call.command, call.params);
      if (call.command === streamName) return this.#stream(init.signal ?? null);
      return answered(200, { ok: true, result: this.#run(call.command, call) });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return answered(errorCodes[error.detail.code], { ok: false, error: error.detail });
    }
  };

  /** A load of the cookie lab, as a browser makes it; `null`: the server has no such load, or the page no such server. */
  load(url: string, request: Omit<LoadRequest, "place">): LoadAnswer | null {
    const { pathname, search } = new URL(url);
    if (this.away || !this.mounted || !pathname.startsWith(this.path)) return null;
    return this.#lab.answer({ ...request, place: pathname.slice(this.path.length) + search });
  }

  #loadOf({ href }: URL, { method, headers: given }: RequestInit): LoadAnswer | null {
    const headers = new Headers(given);
    if (method !== "GET" || headers.has("Origin") || headers.has("Service-Worker")) return null;
    return this.load(href, { cookie: headers.get("Cookie") ?? "", site: null, dest: null });
  }

  #run(command: keyof typeof commands, { params, cookie: sent, cookies, window }: FakeCall): unknown {
    const { engine } = this.hello;
    if (!this.hello.commands.includes(command)) {
      refuse("unsupported", engine?.cannot?.[command] ?? `This server has no command ${command}.`);
    }
    // A forged signature, or a chunk that is missing: it is nobody's cookie.
    const belongs = Object.entries(companionsOf(sent ?? "", this.hello)).every(([name, of]) => cookies[name] === of);
    const cookie = sent === null || belongs ? sent : "forged";
    const asksStore = command !== "hello" && !command.startsWith("timeline.");
    if (this.storeFails && asksStore) refuse("store-failed", "The store cannot be asked.");
    const run = this.#commands[command] as (params: unknown, asking: Pick<FakeCall, "cookie" | "window">) => unknown;
    const { timeline } = this.sessions;
    timeline.command = command;
    try {
      return run(params, { cookie, window });
    } finally {
      timeline.command = null;
    }
  }

  #checkToken(header: string | null): void {
    if (this.token === null) return;
    const server = this.project === null ? {} : { server: this.project };
    const given = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
    if (given === undefined) refuse("token-required", "This server asks for its token.", server);
    if (this.lockedOut || (this.project === null && this.triesLeft === 0)) {
      refuse("too-many-guesses", "Too many wrong tokens this minute.", { triesLeft: 0 });
    }
    if (given === this.token) return;
    const left: Partial<CallError> = this.project === null ? { triesLeft: --this.triesLeft } : server;
    refuse("token-refused", "That is not the token.", left);
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
    return new Response(body, { headers: { ...safeHeaders, "Content-Type": "application/x-ndjson" } });
  }

  #tell(event: Event): void {
    for (const stream of this.#streams) stream.enqueue(line(event));
  }
}

const line = (event: Event) => new TextEncoder().encode(`${JSON.stringify(event)}\n`);

/** A page cannot read the lines of a real answer. */
function withCookies({ lines, came }: LoadAnswer): Response {
  const headers = new Headers(safeHeaders);
  for (const line of lines) headers.append("Set-Cookie", line);
  return Response.json({ came }, { headers });
}

const answered = (status: number, answer: object): Response => Response.json(answer, { status, headers: safeHeaders });
