/** An app on express-session, its visitors, and a panel that looks at their sessions. */

import { createServer, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";
import { inspect } from "../../../src/inspect/express-session.ts";
import { defaultPath } from "../../../src/protocol.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import { token } from "../../debug/asking.ts";
import { type Framework, type Handler, listenerOf, load, type Mounted } from "./libraries.ts";
import { Panel } from "./panel.ts";

export interface TrialOptions {
  readonly framework?: Framework;
  /** Of express-session. */
  readonly session?: object;
  readonly inspected?: boolean;
  readonly inspectOptions?: Parameters<typeof inspect>[1];
  /** Before the sessions, and after them in front of the routes. */
  readonly before?: readonly Mounted[];
  readonly after?: readonly Mounted[];
  /** Where the sessions are mounted. */
  readonly path?: string;
}

export const sessionOptions = {
  secret: "a secret of the app",
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: 3_600_000 },
};

/** `session` of express-session, with these options over those of `sessionOptions`. */
export const sessionMiddleware = (options: object = {}): Handler =>
  load("express-session")({ ...sessionOptions, ...options });

export class Trial {
  readonly origin: string;
  /** Requests that wait, by name. */
  readonly #gates: Gates;

  constructor(origin: string, gates: Gates) {
    this.origin = origin;
    this.#gates = gates;
  }

  visitor(): Visitor {
    return new Visitor(this.origin, this.#gates);
  }

  panelOf(visitor: Visitor, path = defaultPath): Panel {
    return new Panel(this.origin, visitor, path);
  }

  /** A visitor who has signed in, and the panel beside. */
  async signedIn(): Promise<{ readonly visitor: Visitor; readonly panel: Panel }> {
    const visitor = this.visitor();
    await visitor.post("/login");
    return { visitor, panel: this.panelOf(visitor) };
  }
}

export async function openApp(options: TrialOptions = {}): Promise<Trial> {
  const { framework = "express", inspected = true, before = [], after = [], path } = options;
  const middleware = sessionMiddleware(options.session);
  const handler = inspected ? inspect(middleware, { token, path: defaultPath, ...options.inspectOptions }) : middleware;
  const gates = new Gates();
  const routes = path === undefined ? { handler: routesOf(gates) } : { path, handler: routesOf(gates) };
  const sessions = path === undefined ? { handler } : { path, handler };
  const listener = await listenerOf(framework, [...before, sessions, ...after, routes, { handler: onError as never }]);
  const server = await listen(createServer(listener));
  onTestFinished(() => server.close());
  return new Trial(server.origin, gates);
}

/** A request that has arrived and waits. */
export interface Waiting {
  /** Lets it go on. @returns its answer. */
  finish(): Promise<Awaited<ReturnType<TestBrowser["get"]>>>;
}

class Gates {
  readonly #arrived = new Map<string, () => void>();
  readonly #open = new Map<string, () => void>();
  #count = 0;

  /** Of a request: waits until the test lets it go on. */
  async pass(name: string): Promise<void> {
    this.#arrived.get(name)?.();
    await new Promise<void>((resolve) => this.#open.set(name, resolve));
  }

  async begin(visit: (name: string) => ReturnType<TestBrowser["get"]>): Promise<Waiting> {
    const name = `${++this.#count}`;
    const arrived = new Promise<void>((resolve) => this.#arrived.set(name, resolve));
    const answer = visit(name);
    answer.catch(() => {});
    await Promise.race([arrived, answer]);
    return {
      finish: () => {
        this.#open.get(name)?.();
        return answer;
      },
    };
  }
}

export class Visitor extends TestBrowser {
  readonly #gates: Gates;

  constructor(origin: string, gates: Gates) {
    super(origin);
    this.#gates = gates;
  }

  /** The session, as the app sees it. */
  async session(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.get("/look")).text);
  }

  /** Begins a request that has its session and waits; then it sets these values. */
  slow(values: object = {}, path = "/slow"): Promise<Waiting> {
    const set = encodeURIComponent(JSON.stringify(values));
    return this.#gates.begin((name) => this.get(`${path}?gate=${name}&set=${set}`));
  }

  set(values: object): ReturnType<TestBrowser["get"]> {
    return this.get(`/set?set=${encodeURIComponent(JSON.stringify(values))}`);
  }

  /** The session's id in the cookie. */
  get sid(): string {
    const [value = ""] = this.cookies.values();
    return decodeURIComponent(value).slice(2).split(".")[0]!;
  }
}

export function onError(error: Error, _request: unknown, response: ServerResponse, _next: unknown): void {
  response.statusCode = 500;
  response.end(error.message);
}

/** The routes of every app here. */
function routesOf(gates: Gates): Handler {
  return async (request, response, next) => {
    const { pathname, searchParams } = new URL(request.url!, "http://app");
    const { session } = request;
    const answer = (data: unknown) => response.end(JSON.stringify(data ?? null));
    const values = () => JSON.parse(searchParams.get("set") ?? "{}") as object;
    switch (pathname) {
      case "/look":
        return answer(session && { ...session, cookie: undefined, __lastAccess: undefined });
      case "/login":
        return session.regenerate((error: unknown) => {
          if (error) return next(error);
          Object.assign(request.session, { passport: { user: "ada" }, csrfSecret: "hidden", visits: 1 });
          answer("in");
        });
      case "/logout":
        return session.destroy((error: unknown) => (error ? next(error) : answer("out")));
      case "/set":
        Object.assign(session, values());
        return answer("set");
      case "/remember":
        session.cookie.maxAge = 1000 * Number(searchParams.get("seconds"));
        return answer("remembered");
      case "/slow":
        await gates.pass(searchParams.get("gate")!);
        Object.assign(session, values());
        return answer("slow");
      case "/slow-logout":
        await gates.pass(searchParams.get("gate")!);
        return session.destroy(() => answer("out"));
      default:
        return answer(pathname);
    }
  };
}
