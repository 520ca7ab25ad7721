/** A small app with sessions and a debug endpoint, without a server between: visits and panels meet at one store. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exchange } from "../../src/core/exchange.ts";
import type { Session } from "../../src/core/session/property-access.ts";
import type { SettingsInput } from "../../src/core/settings.ts";
import { createSessions, type Sessions } from "../../src/create-sessions.ts";
import { Panel, token } from "./asking.ts";

type Data = Record<string, unknown>;

export interface Visit {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
}

export class App {
  readonly sessions: Sessions<Data>;
  readonly #end: () => Promise<void>;

  constructor(sessions: Sessions<Data>, end: () => Promise<void>) {
    this.sessions = sessions;
    this.#end = end;
  }

  /** One request; the cookie afterwards, `null` when the browser was told to drop it or never had one. */
  async visit(
    cookie: string | null,
    handle: (session: Session<Data>) => unknown,
    { method = "POST", path = "/", status = 200 }: Visit = {},
  ): Promise<string | null> {
    let after = cookie;
    const exchange: Exchange = {
      method,
      path,
      secure: false,
      cookieHeader: cookie === null ? undefined : `sessionid=${cookie}`,
      status,
      sent: false,
      addHeader(name, value) {
        if (name === "Set-Cookie") after = /^sessionid=([^;]*)/.exec(value)![1] || null;
      },
    };
    const session = await this.sessions.open(exchange);
    await handle(session);
    await this.sessions.commit(session);
    return after;
  }

  panel(cookie: string | null = null): Panel {
    return new Panel(this.sessions.endpoint!, cookie);
  }

  /** A visitor's panel, after the app stored `data`. */
  async signedIn(data: Data): Promise<Panel> {
    return this.panel(await this.visit(null, (session) => session.update(data)));
  }

  /** What the app itself finds under a cookie; `null`: nothing. */
  async data(cookie: string | null): Promise<Data | null> {
    let found: Data | null = null;
    await this.visit(cookie, (session) => {
      if (session.size > 0) found = Object.fromEntries(session.items());
    });
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sessions.close();
    await this.#end();
  }
}

export async function openApp(input: SettingsInput = {}): Promise<App> {
  const directory = await mkdtemp(join(tmpdir(), "sessionscope-debug-"));
  const store = input.store === "sqlite" ? `sqlite:${join(directory, "sessions.db")}` : (input.store ?? "memory:");
  const debug = typeof input.debug === "object" ? { token, ...input.debug } : { token };
  const sessions = await createSessions<Data>({ ...input, store, debug });
  return new App(sessions, () => rm(directory, { recursive: true }));
}
