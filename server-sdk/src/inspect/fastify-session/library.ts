/** The parts of @fastify/session and @fastify/cookie that the bridge uses, all of them documented for apps or stores. */

import type { FastifyRequest } from "fastify";

/** No signer has made this: the library makes a new session of it. */
export const nobodys = "sessionscope";

/** `session.cookie`, or what a store has of it. */
export interface LibraryCookie {
  expires?: Date | string | null;
  /** Milliseconds, to which each request renews it; none: until the browser closes, or a moment that the app has set. */
  originalMaxAge?: number | null;
  originalExpires?: Date | string | null;
  path?: string | null;
  domain?: string | null;
  secure?: boolean | "auto" | null;
  httpOnly?: boolean;
  sameSite?: boolean | string | null;
  partitioned?: boolean;
  toJSON?(): object;
}

/** What a store has. */
export interface StoredData {
  [key: string]: unknown;
  cookie: LibraryCookie;
}

/** `request.session`. */
export interface LibrarySession extends StoredData {
  readonly sessionId: string;
  /** The signed id. */
  readonly encryptedSessionId: string;
  options(changes: object): void;
  isModified(): boolean;
  isSaved(): boolean;
  save(done: Done): void;
}

export type Done<T = unknown> = (error?: unknown, value?: T) => void;

export interface LibraryStore {
  get(sid: string, done: Done<StoredData | null>): unknown;
  set(sid: string, session: StoredData, done: Done): unknown;
  destroy(sid: string, done: Done): unknown;
  all?(done: Done<readonly StoredData[] | Readonly<Record<string, StoredData>> | null>): unknown;
}

export interface SessionRequest {
  session?: LibrarySession | null;
  readonly sessionStore: LibraryStore;
  readonly cookies?: Readonly<Record<string, string | undefined>>;
}

/** What the two plugins have put at the app. */
export interface LibraryApp {
  decryptSession(signed: string, request: SessionRequest, done: Done): void;
  parseCookie(header: string): Readonly<Record<string, string | undefined>>;
}

/** The session of a request that the library looks after; `null`: there is none. */
export function sessionOf(request: FastifyRequest | SessionRequest): LibrarySession | null {
  const session = request.session as unknown as LibrarySession | null | undefined;
  return typeof session?.sessionId === "string" ? session : null;
}
