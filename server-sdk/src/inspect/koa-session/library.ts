/** koa-session as it is used here: what it puts into a Koa app's context, and a context that no browser has asked for. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { headerOf } from "../base/set-cookie-lines.ts";
import { virtualRequest } from "../base/virtual-request.ts";
import type { SentCookies } from "../bridge.ts";

export type SessionData = Record<string, unknown>;

export interface LibrarySession extends SessionData {
  readonly isNew: boolean;
  /** Milliseconds since the epoch. */
  readonly _expire?: number;
  toJSON(): SessionData;
}

/** Milliseconds; "session": until the browser closes. */
export type MaxAge = number | "session";

export interface LibraryStore {
  get(key: string, maxAge: MaxAge | undefined, options: object): Promise<unknown>;
  set(key: string, data: SessionData, maxAge: MaxAge, options: object): Promise<unknown>;
  destroy(key: string, options: object): Promise<unknown>;
}

/** The options of the app, as each request has a copy of them. A session that is loaded gives them its own `maxAge`. */
interface LibraryOptions {
  readonly key: string;
  readonly externalKey?: unknown;
  maxAge?: MaxAge | undefined;
  rolling: boolean;
  genid?: unknown;
  beforeSave?: unknown;
}

/** What the library has in a context: the one session of the request, and how it is kept. */
export interface Manager {
  readonly opts: LibraryOptions;
  /** Left out: the cookie is the session. */
  store?: LibraryStore | undefined;
  /** `false`: the app has dropped it. Left out: nobody has asked for it. */
  readonly session?: LibrarySession | false;
  readonly externalKey?: string;
  initFromExternal(): Promise<void>;
  get(): LibrarySession | null;
  set(data: SessionData | null): void;
  commit(options?: { readonly save?: boolean }): Promise<void>;
}

export interface KoaApp {
  readonly context: object;
  createContext(request: IncomingMessage, response: ServerResponse): KoaContext;
}

export interface KoaContext {
  app: KoaApp;
  state: object;
  respond?: boolean;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly request: object;
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly originalUrl: string;
}

export interface Visit {
  readonly manager: Manager;
  readonly response: ServerResponse;
}

type Found = Readonly<Record<symbol, Partial<Manager> | undefined>>;

/** The names under which the library keeps it, by the app's `context`: looking for one costs more than a request should. */
const names = new WeakMap<object, symbol>();

/** @throws TypeError when the context has no session of koa-session. */
export function managerOf(context: KoaContext): Manager {
  const name = names.get(context.app.context);
  const known = name && (context as unknown as Found)[name];
  if (isManager(known)) return known;
  const symbols = Object.getOwnPropertySymbols(context.app.context);
  for (const symbol of symbols.filter(({ description = "" }) => /contextSession/i.test(description))) {
    const found = (context as unknown as Found)[symbol];
    if (!isManager(found)) continue;
    names.set(context.app.context, symbol);
    return found;
  }
  throw new TypeError("the middleware is not koa-session's");
}

const isManager = (found: Partial<Manager> | undefined): found is Manager =>
  typeof found?.initFromExternal === "function" && typeof found.commit === "function";

/** The library in a context like the real one, with these cookies. Nothing of it is answered, and no listener of the app hears of it. */
export function visit(real: KoaContext, sent: SentCookies): Visit {
  const cookie = sent.size === 0 ? undefined : headerOf(sent);
  const { request, response } = virtualRequest(real.req, { target: real.req.url ?? "/", cookie });
  const context = real.app.createContext(request, response);
  context.app = Object.create(real.app, { emit: { value: () => false } }) as KoaApp;
  context.state = real.state;
  const manager = managerOf(context);
  if (!manager.opts.externalKey) return { manager, response };
  throw new Error("its option externalKey keeps the key of a session elsewhere than in its cookie");
}

/** As the library would load it, with nothing renewed and no id used up; `null`: these cookies lead to no live session. */
export async function load({ manager }: Pick<Visit, "manager">): Promise<LibrarySession | null> {
  manager.opts.genid = () => "";
  manager.opts.rolling = false;
  if (manager.store) await manager.initFromExternal();
  const session = manager.get();
  return session?.isNew ? null : session;
}

/** The `Set-Cookie` lines that the library has written. */
export const linesOf = ({ response }: Visit): readonly string[] =>
  [response.getHeader("set-cookie") ?? []].flat().map(String);

/** The lines with which the library gives a browser a session: for their names and attributes. */
export function sampleLines(real: KoaContext): Promise<readonly string[]> {
  return linesWithoutStore(real, {});
}

export function dropLines(real: KoaContext): Promise<readonly string[]> {
  return linesWithoutStore(real, null);
}

async function linesWithoutStore(real: KoaContext, data: SessionData | null): Promise<readonly string[]> {
  const visited = visit(real, new Map());
  const { manager } = visited;
  manager.store = undefined;
  manager.opts.beforeSave = undefined;
  manager.set(data);
  await manager.commit({ save: true });
  return linesOf(visited);
}
