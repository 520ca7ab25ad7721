/** The tools of a lifecycle case: an engine, a clock, and visitors with a cookie jar each. */

import { parseSetCookie, type SetCookie } from "cookie";
import {
  type ClientStore,
  createSessions,
  type Session,
  type Sessions,
  type SettingsInput,
  type Store,
} from "sessionscope";
import type { FakeClock } from "sessionscope/testing";
import { type SessionKey, sessionIdOf } from "../../src/core/session-key.ts";
import { RecordedExchange } from "../recorded-exchange.ts";

export type Data = Record<string, unknown>;
export type Handler = (session: Session<Data>) => unknown;

export interface LifecycleCase {
  /** The sentence that must hold. */
  readonly name: string;
  /** The Django tests that check the same. */
  readonly ports?: readonly string[];
  /** "server": only engines that keep sessions on the server; "cookie": only where the cookie is the session. Default: both. */
  readonly on?: "server" | "cookie";
  run(life: Life): Promise<void>;
}

export interface Answer {
  readonly setCookie: SetCookie | null;
  /** Whether the response deletes the cookie. */
  readonly deleted: boolean;
  readonly vary: boolean;
}

export class Life {
  readonly store: Store | ClientStore;
  readonly clock: FakeClock;
  readonly #open: (secrets: readonly string[]) => Promise<Store | ClientStore>;

  /** `open` opens the engine with other secrets, if it uses any. */
  constructor(
    store: Store | ClientStore,
    clock: FakeClock,
    open: (secrets: readonly string[]) => Promise<Store | ClientStore>,
  ) {
    this.store = store;
    this.clock = clock;
    this.#open = open;
  }

  sessions(settings: SettingsInput = {}): Promise<Sessions<Data>> {
    return createSessions<Data>({ store: this.store, ...settings });
  }

  /** Creates a new visitor of an app with these settings. */
  async visitor(settings: SettingsInput = {}): Promise<Visitor> {
    return new Visitor(await this.sessions(settings));
  }

  async visitorUnder(...secrets: string[]): Promise<Visitor> {
    return new Visitor(await createSessions<Data>({ store: await this.#open(secrets) }));
  }

  /** The number of live sessions; `null` if the engine cannot tell. */
  async count(): Promise<number | null> {
    const { store } = this;
    if (store.kind === "client" || !store.list) return null;
    return (await store.list({ limit: 10_000 })).sessions.size;
  }
}

export class Visitor {
  readonly sessions: Sessions<Data>;
  /** The cookie's value. The visitor also sends an expired cookie, because the server must decide about it. */
  jar: string | null;

  constructor(sessions: Sessions<Data>, jar: string | null = null) {
    this.sessions = sessions;
    this.jar = jar;
  }

  /** Makes one request whose response has this status, and updates the jar as a browser would. */
  async visit(handler: Handler, status = 200): Promise<Answer> {
    const { cookieName } = this.sessions.settings;
    const exchange = new RecordedExchange(this.jar === null ? undefined : `${cookieName}=${this.jar}`, status);
    const session = await this.sessions.open(exchange);
    await handler(session);
    await this.sessions.commit(session);
    const line = exchange.all("Set-Cookie").at(-1);
    const setCookie = line === undefined ? null : parseSetCookie(line);
    const deleted = setCookie !== null && setCookie.value === "";
    if (setCookie) this.jar = deleted ? null : setCookie.value!;
    return { setCookie, deleted, vary: exchange.all("Vary").includes("Cookie") };
  }

  /** What a request finds in the session; the request changes nothing. */
  async sees(): Promise<Data> {
    let seen: Data = {};
    await new Visitor(this.sessions, this.jar).visit((session) => {
      seen = { ...session };
    });
    return seen;
  }

  /** The same visitor in another tab or on another server, with the same cookie. */
  elsewhere(sessions = this.sessions): Visitor {
    return new Visitor(sessions, this.jar);
  }

  /** Ends the session on the server, as an administrator would. */
  async endedByAdmin(): Promise<void> {
    await this.sessions.stored.delete(sessionIdOf(this.jar as SessionKey));
  }
}
