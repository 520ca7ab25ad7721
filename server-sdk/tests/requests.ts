/** Makes requests through a session manager without a server: records the calls to the store and what reaches the browser. */

import { type RejectedEvent, rejected } from "../src/core/events.ts";
import type { Exchange } from "../src/core/exchange.ts";
import { SessionManager } from "../src/core/request/session-manager.ts";
import type { Session } from "../src/core/session/property-access.ts";
import { type SessionKey, sessionIdOf } from "../src/core/session-key.ts";
import { parseSettings, type SettingsInput } from "../src/core/settings.ts";
import type { ClientStore, Store } from "../src/core/store.ts";

export type Data = Record<string, unknown>;

export class FakeExchange implements Exchange {
  readonly method = "POST";
  readonly path = "/cart/add";
  readonly secure = false;
  sent = false;
  status = 200;
  readonly headers: [string, string][] = [];
  readonly cookieHeader: string | undefined;
  constructor(cookieHeader?: string) {
    this.cookieHeader = cookieHeader;
  }
  addHeader(name: string, value: string): void {
    this.headers.push([name, value]);
  }
  header(name: string): string | undefined {
    return this.headers.find(([given]) => given === name)?.[1];
  }
  get cookieSet(): string | undefined {
    return /^sessionid=([^;]+);/.exec(this.header("Set-Cookie") ?? "")?.[1];
  }
}

/** Counts the calls. `waiting` removes the synchronous methods, as of a store behind a network. */
export function counting(inner: Store, waiting = false): { store: Store; calls: string[] } {
  const calls: string[] = [];
  const store = new Proxy(inner, {
    get(target, name: string) {
      if (waiting && String(name).endsWith("Now")) return undefined;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        calls.push(name);
        return member.apply(target, args);
      };
    },
  });
  return { store, calls };
}

export const managerOf = (store: Store | ClientStore, input: SettingsInput = {}) =>
  new SessionManager<Data>(parseSettings(input), store, undefined);

export async function request(
  sessions: SessionManager<Data>,
  cookie: string | undefined,
  handler: (session: Session<Data>, exchange: FakeExchange) => unknown,
): Promise<FakeExchange> {
  const exchange = new FakeExchange(cookie === undefined ? undefined : `sessionid=${cookie}`);
  const session = await sessions.open(exchange);
  await handler(session, exchange);
  await sessions.commit(session);
  return exchange;
}

export async function visitor(sessions: SessionManager<Data>, data: Data): Promise<string> {
  const exchange = await request(sessions, undefined, (session) => session.update(data));
  return exchange.cookieSet!;
}

/** Collects every report during the work. */
export async function reportsOf(work: () => Promise<unknown>): Promise<RejectedEvent[]> {
  const reports: RejectedEvent[] = [];
  const listen = (event: unknown) => void reports.push(event as RejectedEvent);
  rejected.subscribe(listen);
  await work();
  rejected.unsubscribe(listen);
  return reports;
}

export const idOf = (key: string) => sessionIdOf(key as SessionKey);
/** The texts that a store holds under a session key. */
export const texts = async (store: Store, key: string) =>
  Object.fromEntries((await store.load(idOf(key)))?.entries ?? []);
