/** Adopts sessions of express-session, out of any of its stores: `adopt: adoptExpressSession({ session, secret, store, map })`. */

import { type OldContent, type OldSessions, UnusableSessionError } from "../core/old-sessions.ts";
import { type AdoptOptions, checkedMap } from "./base/app-map.ts";
import { type CookieOptions, oldCookie } from "./base/old-cookie.ts";

export type { Adopted, OldContent, OldData, OldSessions } from "./base/app-map.ts";

/** The stores of express-session: connect-redis, connect-pg-simple, and all others. */
export interface ExpressSessionStore {
  get(sid: string, callback: (error?: unknown, session?: unknown) => void): void;
  destroy(sid: string, callback?: (error?: unknown) => void): void;
}

/** The package express-session itself, which reads the cookie. */
// biome-ignore lint/suspicious/noExplicitAny: its types are not ours to require
export type ExpressSession = (options: any) => (request: any, response: any, next: (error?: any) => void) => void;

/** The options that the app gave to express-session, and the package itself. */
export interface ExpressSessionAdoption extends AdoptOptions {
  /** `require("express-session")` */
  readonly session: ExpressSession;
  readonly store: ExpressSessionStore;
  readonly secret: string | readonly string[];
  /** "connect.sid" unless the app gave another. */
  readonly name?: string;
  readonly cookie?: CookieOptions;
}

/**
 * Sessions of express-session for the setting `adopt`. The package is asked which session a cookie names, the store for the
 * session; then the store is told to destroy it.
 * @throws TypeError for options that cannot work.
 */
export function adoptExpressSession(options: ExpressSessionAdoption): OldSessions {
  const { session, store, secret, name = "connect.sid", cookie } = options;
  if (typeof session !== "function") throw new TypeError('adopt needs session: require("express-session").');
  if (typeof store?.get !== "function") throw new TypeError("adopt needs store: the store that express-session had.");
  const sidOf = cookieReader(session, name, secret);
  return {
    library: "express-session",
    cookies: [oldCookie(name, cookie)],
    map: checkedMap(options),
    async find(cookieHeader) {
      const sid = sidOf(cookieHeader);
      if (sid === null) return null;
      return { id: sid, replayableUntil: null, load: () => load(store, sid), end: () => end(store, sid) };
    },
  };
}

/** Asks express-session for the id in a cookie: it looks for a session only when the signature is right. */
function cookieReader(session: ExpressSession, name: string, secret: string | readonly string[]) {
  let asked: string | null = null;
  const probe = {
    on() {},
    get(sid: string, callback: (error: null, session: null) => void) {
      asked = sid;
      callback(null, null);
    },
    generate() {},
  };
  const options = { name, secret, store: probe, resave: false, saveUninitialized: false };
  const middleware = session(options);
  return (cookieHeader: string): string | null => {
    asked = null;
    const request = { method: "GET", url: "/", headers: { cookie: cookieHeader } };
    const response = { writeHead() {}, end() {} };
    middleware(request, response, (error) => {
      if (error) throw error;
    });
    return asked;
  };
}

async function load(store: ExpressSessionStore, sid: string): Promise<OldContent | null> {
  try {
    return contentOf(await get(store, sid));
  } catch (error) {
    if (isAbsence(error)) return null;
    // Stores parse what they have as JSON: what is none is damaged, and the store works.
    throw error instanceof SyntaxError ? new UnusableSessionError("what the store has is not JSON") : error;
  }
}

function get(store: ExpressSessionStore, sid: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    store.get(sid, (error, session) => (error ? reject(error) : resolve(session)));
  });
}

function contentOf(session: unknown): OldContent | null {
  if (session === null || session === undefined || session === false) return null;
  if (typeof session !== "object" || Array.isArray(session))
    throw new UnusableSessionError("what the store has is not a session");
  const { cookie, ...data } = session as Record<string, unknown>;
  return { data, user: null, expiresAt: expiryOf(cookie) };
}

/** Express-session asks it, too: not every store leaves out what has run out. */
function expiryOf(cookie: unknown): number | null {
  const expires: unknown = (cookie as { expires?: unknown } | null | undefined)?.expires;
  if (typeof expires !== "string" && !(expires instanceof Date)) return null;
  const at = new Date(expires).getTime();
  if (Number.isNaN(at)) throw new UnusableSessionError("its cookie ends at no time");
  return at;
}

function end(store: ExpressSessionStore, sid: string): Promise<void> {
  return new Promise((resolve, reject) => {
    store.destroy(sid, (error) => (error && !isAbsence(error) ? reject(error) : resolve()));
  });
}

/** As express-session takes it: the stores that keep files say it like this. */
const isAbsence = (error: unknown): boolean => (error as { code?: unknown } | null | undefined)?.code === "ENOENT";
