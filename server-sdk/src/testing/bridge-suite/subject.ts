/** What an author of a bridge gives the suite: an app on the library, which can be started with the line that inspects it and without. */

import type { DebugOptions } from "../../core/settings.ts";
import type { Answer, Server } from "../adapter-suite/trial.ts";

/** The session of a request as the library has it, in the words of the suite. */
export interface AppSession {
  /** Everything in it, as the app sees it; empty where there is none. */
  all(): Readonly<Record<string, unknown>>;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  /** Gives it another key, as at a login. Left out: the library cannot. */
  renew?(): Promise<void>;
  /** Ends it, as at a logout. */
  end(): void | Promise<void>;
}

/** One request, as the app of the suite sees it. */
export interface AppVisit {
  readonly method: string;
  /** The path with its query: "/set?color=red". */
  readonly target: string;
  readonly session: AppSession;
}

/** The app of the suite. It may throw: the framework answers that as it does. */
export type VisitedApp = (visit: AppVisit) => Promise<Answer>;

/** What not every library can do. */
export type Need =
  | "server" // sessions are on the server
  | "write"
  | "create"
  | "cycle"
  | "flush"
  | "expiry"
  | "timeline"
  | "list"
  | "signature" // a cookie that somebody has changed leads nowhere
  | "any-key" // a session holds keys of any name
  | "renew" // the app can give a session another key
  | "raw-records"
  | "store-failures"
  | "two-lines"; // the app can have the line twice

export interface BridgeSubject {
  /** For messages: "express-session". */
  readonly name: string;
  /**
   * Starts an app on a free port, with an empty store. Each of its requests has a session of the library, and is answered by
   * `app`, by the framework's own means. `debug`: what the line that inspects is given; `null`: the app is without it.
   * `lines`: how often the line is there, once unless given.
   */
  start(app: VisitedApp, debug: DebugOptions | null, lines?: 1 | 2): Promise<Server>;
  /** `client`: the cookie is the session. "server" unless given. */
  readonly kind?: "server" | "client";
  /** What the bridge does not do, each with the reason. The suite holds it to that. */
  readonly lacks?: Readonly<Partial<Record<Need, string>>>;
  /** All that the library has stored for the app that was started last, as it is stored. */
  rawRecords?(): Promise<unknown>;
  /** Has the store of the app that was started last fail while `work` runs. */
  whileStoreFails?(work: () => Promise<void>): Promise<void>;
}

export function lacksOf(subject: BridgeSubject): Readonly<Partial<Record<Need, string>>> {
  const { kind = "server", lacks = {}, rawRecords, whileStoreFails } = subject;
  return {
    ...(kind === "client" && { server: "the cookie is the session", list: "the cookie is the session" }),
    ...(!rawRecords && { "raw-records": "the suite is not given rawRecords" }),
    ...(!whileStoreFails && { "store-failures": "the suite is not given whileStoreFails" }),
    ...lacks,
  };
}
