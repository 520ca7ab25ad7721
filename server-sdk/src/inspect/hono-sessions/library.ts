/** The library as far as it matters here, and how it is asked: in an app with one page and no network. */

import type { Context, Next } from "hono";
import { headerOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "../bridge.ts";

/** What it stores. */
export interface SessionData {
  readonly _data: Readonly<Record<string, { readonly value: unknown; readonly flash: boolean }>>;
  /** As an ISO date; `null`: it does not end. */
  readonly _expire: string | null;
}

export interface LibrarySession {
  getCache(): SessionData;
  set(key: string, value: unknown): void;
  flash(key: string, value: unknown): void;
  forget(key: string): void;
  deleteSession(): void;
}

export interface LibraryStore {
  getSessionById(id: string): SessionData | null | undefined | Promise<SessionData | null | undefined>;
  createSession(id: string, data: SessionData): void | Promise<void>;
  deleteSession(id: string): void | Promise<void>;
  persistSessionData(id: string, data: SessionData): void | Promise<void>;
}

/** The library's own store in the cookie. */
export interface CookieStore {
  getSession(c: Context): Promise<SessionData | null>;
}

export interface SessionOptions {
  readonly store: LibraryStore | CookieStore;
  readonly encryptionKey?: string | (() => string);
}

export type Env = { Variables: { session: LibrarySession; session_key_rotation: boolean } };
export type LibraryContext = Context<Env>;
export type Middleware = (c: LibraryContext, next: Next) => Promise<Response | undefined>;
export type MakeMiddleware = (options: SessionOptions) => Middleware;

export const isCookieStore = (store: LibraryStore | CookieStore): store is CookieStore => !("getSessionById" in store);

/** Its values by key. */
export const valuesOf = ({ _data }: SessionData): Record<string, unknown> =>
  Object.fromEntries(Object.entries(_data).map(([key, { value }]) => [key, value]));

/** Milliseconds since the epoch; `undefined`: it does not end. */
export const endOf = ({ _expire }: SessionData): number | undefined =>
  _expire === null ? undefined : Date.parse(_expire);

/** Sets a value by the library's own call; what is shown once stays so. */
export function setValue(session: LibrarySession, key: string, value: unknown): void {
  if (session.getCache()._data[key]?.flash) session.flash(key, value);
  else session.set(key, value);
}

/** Runs `work` behind the middleware, for a request with these cookies that no browser has sent. @returns the line of its cookie. */
export async function visit(
  middleware: Middleware,
  sent: SentCookies,
  work: (session: LibrarySession, c: LibraryContext) => void | Promise<void>,
): Promise<Lines> {
  const { Hono } = await import("hono");
  let failure: { readonly error: unknown } | undefined;
  const app = new Hono<Env>();
  app.onError((error, c) => {
    failure = { error };
    return c.body(null);
  });
  app.use(middleware as never);
  app.get("/", async (c) => {
    await work(c.get("session"), c);
    return c.body(null);
  });
  const headers: Record<string, string> = sent.size === 0 ? {} : { cookie: headerOf(sent) };
  const answer = await app.request("http://localhost/", { headers });
  if (failure) throw failure.error;
  // It writes its cookie once more where the session has changed: the last line is what browsers keep.
  return [...new Map(answer.headers.getSetCookie().map((line) => [parseLine(line).name, line])).values()];
}
