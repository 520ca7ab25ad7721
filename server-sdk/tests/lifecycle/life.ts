/** What a case of the lifecycle suite works with: an engine, a clock, and visitors with a cookie jar each. */

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
  /** What must hold. */
  readonly name: string;
  /** The tests of Django's that check this. */
  readonly ports?: readonly string[];
  /** "server": where sessions are kept on the server; "cookie": where the cookie is the session. Both unless said. */
  readonly on?: "server" | "cookie";
  run(life: Life): Promise<void>;
}

export interface Answer {
  readonly setCookie: SetCookie | null;
  /** The browser is told to drop the cookie. */
  readonly deleted: boolean;
  readonly vary: boolean;
}

export class Life {
  readonly store: Store | ClientStore;
  readonly clock: FakeClock;
  readonly #open: (secrets: readonly string[]) => Promise<Store | ClientStore>;

  /** `open` gives the engine other secrets, where it has any. */
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

  /** Somebody new, at an app with these settings. */
  async visitor(settings: SettingsInput = {}): Promise<Visitor> {
    return new Visitor(await this.sessions(settings));
  }

  async visitorUnder(...secrets: string[]): Promise<Visitor> {
    return new Visitor(await createSessions<Data>({ store: await this.#open(secrets) }));
  }

  /** How many live sessions there are; `null` where nobody can say. */
  async count(): Promise<number | null> {
    const { store } = this;
    if (store.kind === "client" || !store.list) return null;
    return (await store.list({ limit: 10_000 })).sessions.size;
  }
}

export class Visitor {
  readonly sessions: Sessions<Data>;
  /** The cookie's value. An expired one is kept and sent: what the server says about it counts. */
  jar: string | null;

  constructor(sessions: Sessions<Data>, jar: string | null = null) {
    this.sessions = sessions;
    this.jar = jar;
  }

  /** One request, whose response has this status. The jar is as the browser's after it. */
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

  /** What a request finds; nothing is changed by it. */
  async sees(): Promise<Data> {
    let seen: Data = {};
    await new Visitor(this.sessions, this.jar).visit((session) => {
      seen = { ...session };
    });
    return seen;
  }

  /** The same visitor in another tab or on another server: the cookie as it is now. */
  elsewhere(sessions = this.sessions): Visitor {
    return new Visitor(sessions, this.jar);
  }

  /** What an admin does: ends the session on the server. */
  async endedByAdmin(): Promise<void> {
    await this.sessions.stored.delete(sessionIdOf(this.jar as SessionKey));
  }
}
