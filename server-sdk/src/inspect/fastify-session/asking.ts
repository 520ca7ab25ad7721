/** What @fastify/session says when it is asked. Secrets, store and ids are its own. */

import type { FastifyRequest } from "fastify";
import { Enough, instead, until } from "../base/ask-early.ts";
import {
  type LibraryApp,
  type LibrarySession,
  type LibraryStore,
  nobodys,
  type SessionRequest,
  type StoredData,
  sessionOf,
} from "./library.ts";

export class Asking {
  readonly #app: LibraryApp;
  readonly #real: () => FastifyRequest;

  /** `real`: the request that asks, of which the app's functions may want to know something. */
  constructor(app: LibraryApp, real: () => FastifyRequest) {
    this.#app = app;
    this.#real = real;
  }

  get store(): LibraryStore {
    return (this.#real() as unknown as SessionRequest).sessionStore;
  }

  /** The id that was signed; `null`: nobody has signed that. No session is loaded. */
  sidOf(signed: string): string | null {
    const get = (sid: string): never => {
      throw new Enough(sid);
    };
    const sid = until(() => instead(this.store, { get }, () => this.#decrypt(signed)));
    return typeof sid === "string" ? sid : null;
  }

  /** The session that the library makes of what its store has; `null`: it is over. Nothing is stored. */
  restored(signed: string, data: StoredData): LibrarySession | null {
    const get: LibraryStore["get"] = (_sid, done) => done(null, data);
    const destroy = (): never => {
      throw new Enough(null);
    };
    const session = until(() =>
      instead(this.store, { get, destroy }, () => {
        throw new Enough(this.#decrypt(signed));
      }),
    );
    return session as LibrarySession | null;
  }

  /** A session with an id of its own, which nobody has stored. */
  fresh(): LibrarySession {
    const session = this.#decrypt(nobodys);
    if (session) return session;
    throw new Error("@fastify/session makes no session");
  }

  /** One as the library makes them, only for looking at: the one that the asking request was given, if it can be. */
  pristine(): LibrarySession {
    const real = this.#real();
    return (real.headers.cookie === undefined ? sessionOf(real) : null) ?? this.fresh();
  }

  #decrypt(signed: string): LibrarySession | null {
    const request = Object.create(this.#real(), {
      session: { value: null, writable: true, enumerable: true, configurable: true },
    }) as SessionRequest;
    let failure: unknown;
    this.#app.decryptSession(signed, request, (error) => {
      failure = error;
    });
    if (failure) throw failure;
    return sessionOf(request);
  }
}
