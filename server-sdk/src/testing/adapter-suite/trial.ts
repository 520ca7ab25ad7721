/** The tools of each test of the suite: servers of the adapter under test, their stores, and visitors. */

import { deepEqual } from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DebugEndpoint } from "../../core/exchange.ts";
import { SessionManager } from "../../core/request/session-manager.ts";
import type { Session } from "../../core/session/property-access.ts";
import { parseSettings, type SettingsInput } from "../../core/settings.ts";
import type { Store } from "../../core/store.ts";
import type { GivenSessions } from "../../create-sessions.ts";
import type { SuiteCase } from "../suite-test.ts";
import { type Asking, type Pending, type Reply, Visitor } from "./visitor.ts";
import { WatchedStore } from "./watched-store.ts";

/** Abilities that not every framework has: handlers that write to Node's own response; a server that listens before its sessions are open. */
export type Need = "node-response" | "early-requests";

/** Sessions, or the promise of them. The suite knows no keys of theirs, so it uses `get` and `set`. */
export type SuiteSessions = GivenSessions<object>;

/** One request, as the suite's app sees it. */
export interface Visit {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly session: Session<object>;
  /** Node's own objects, in frameworks whose handlers may write to them. */
  readonly node?: { readonly request: IncomingMessage; readonly response: ServerResponse };
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** `null`: no body. An iterable is streamed. For a status of 3xx with a `Location` use the framework's redirect. */
  readonly body?: string | AsyncIterable<string> | null;
}

/** The app behind the adapter. When it answers `undefined`, it writes to `visit.node.response` itself. */
export interface App {
  handle(visit: Visit): Answer | undefined | Promise<Answer | undefined>;
  handleError(error: unknown): Answer;
}

export interface Server {
  /** For instance `http://127.0.0.1:41234`. */
  readonly origin: string;
  close(): Promise<void>;
}

export type AdapterTest = SuiteCase<Trial, Need>;

/** How a store answers: at once, or later. A test that passes with one must pass with the other. */
export const storeManners = ["immediate", "waiting"] as const;

type Handle = (visit: Visit) => Answer | undefined | Promise<Answer | undefined>;
interface Starting {
  readonly settings?: SettingsInput;
  readonly manner?: (typeof storeManners)[number];
  readonly endpoint?: DebugEndpoint;
  /** Answers what the adapter is given in place of the sessions. */
  readonly given?: (sessions: SuiteSessions) => SuiteSessions;
}
interface Factory {
  start(sessions: SuiteSessions, app: App): Promise<Server>;
}

export class Trial {
  /** The errors that reached the app's error handler, in order. */
  readonly errors: unknown[] = [];
  /** Called at each of them, while it is being handled. */
  onError: (() => void) | null = null;
  readonly #factory: Factory;
  readonly #inner: Store;
  readonly #servers: Server[] = [];
  readonly #visitors: Visitor[] = [];
  #store: WatchedStore | undefined;

  constructor(factory: Factory, store: Store) {
    this.#factory = factory;
    this.#inner = store;
  }

  /** The store of the server that was started last. */
  get store(): WatchedStore {
    return this.#store!;
  }

  /** Starts a server whose requests are answered by `handle`. @returns a visitor of it. */
  async visit(
    handle: Handle,
    { settings = {}, manner = "immediate", endpoint, given = (sessions) => sessions }: Starting = {},
  ): Promise<Visitor> {
    this.#store = new WatchedStore(this.#inner, manner === "waiting");
    const sessions = new SessionManager<object>(
      parseSettings({ ...settings, store: this.#store }),
      this.#store,
      endpoint,
    );
    const server = await this.#factory.start(given(sessions), {
      handle,
      handleError: (error) => this.#describe(error),
    });
    this.#servers.push(server);
    return this.visitor(server);
  }

  /** Another visitor of the server that was started last. */
  visitor(server = this.#servers.at(-1)!): Visitor {
    const visitor = new Visitor(server.origin);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Everything stored, as plain objects. */
  async stored(): Promise<Record<string, unknown>[]> {
    const page = await this.#inner.list!({ limit: 100 });
    return [...page.sessions.values()].map(({ entries }) =>
      Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text)])),
    );
  }

  async assertStored(...expected: Record<string, unknown>[]): Promise<void> {
    deepEqual(await this.stored(), expected, "what is stored");
  }

  async end(): Promise<void> {
    this.#store?.gate?.open();
    for (const visitor of this.#visitors) visitor.close();
    for (const server of this.#servers) await server.close();
    await this.#inner.close?.();
  }

  #describe(error: unknown): Answer {
    this.errors.push(error);
    this.onError?.();
    const { status = 500, name = "Error" } = error as { status?: number; name?: string };
    return { status, headers: { "X-Error": name }, body: `error: ${name}` };
  }
}

export type { Asking, Pending, Reply, Visitor };
