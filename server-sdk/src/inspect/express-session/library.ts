/** The parts of express-session that a bridge uses, all of them documented for stores or apps. */

import type { IncomingMessage } from "node:http";

/** `session.cookie`. */
export interface SessionCookie {
  path?: string;
  domain?: string;
  secure?: boolean | "auto";
  httpOnly?: boolean;
  sameSite?: boolean | string;
  partitioned?: boolean;
  expires?: Date | string | null;
  /** Milliseconds from now; `null`: until the browser closes. */
  maxAge: number | null;
  /** Milliseconds, to which each request renews it; `null`: until the browser closes. */
  originalMaxAge: number | null;
  serialize(name: string, value: string): string;
}

/** `request.session`, or what a store has of it. */
export interface LibrarySession {
  [key: string]: unknown;
  cookie: SessionCookie;
}

export type Done<T = unknown> = (error?: unknown, value?: T) => void;

export interface LibraryStore {
  get(sid: string, done: Done<LibrarySession | null>): unknown;
  set(sid: string, session: LibrarySession, done?: Done): unknown;
  destroy(sid: string, done?: Done): unknown;
  touch?(sid: string, session: LibrarySession, done?: Done): unknown;
  all?(done: Done<readonly LibrarySession[] | Readonly<Record<string, LibrarySession>> | null>): unknown;
  /** Set by the middleware: gives the request a new session. */
  generate(request: SessionRequest): void;
  createSession(request: SessionRequest, data: LibrarySession): LibrarySession;
}

export interface SessionRequest extends IncomingMessage {
  session?: LibrarySession | null;
  sessionID?: string;
  sessionStore?: LibraryStore;
  /** Of Express and connect: the target before a router has cut off its part. */
  originalUrl?: string;
  baseUrl?: string;
  /** Of a body parser. */
  body?: unknown;
}

const methods = ["get", "set", "destroy", "generate", "createSession"] as const;

/** Whether it is a store as express-session hands it out. */
export function isStore(store: unknown): store is LibraryStore {
  const had = store as Partial<LibraryStore> | null | undefined;
  return typeof had === "object" && had !== null && methods.every((name) => typeof had[name] === "function");
}
