/** Composition root: settings + store + debug → sessions. */

import { SettingError, UnsupportedError } from "./core/errors.ts";
import type { DebugEndpoint } from "./core/exchange.ts";
import { oldNode } from "./core/process/old-node.ts";
import { isProduction, isUnattended } from "./core/process/production.ts";
import { SessionManager } from "./core/request/session-manager.ts";
import type { SessionData } from "./core/session/session-data.ts";
import { parseSettings, type Settings, type SettingsInput } from "./core/settings.ts";
import type { ClientStore, Store } from "./core/store.ts";
import { openStore } from "./open-store.ts";

/** The sessions of an app: hand them to an adapter, or use `open` and `commit` directly. */
export type Sessions<Data extends object = SessionData> = SessionManager<Data>;

/** What adapters take: the sessions, or the promise of `createSessions` as it is. */
export type GivenSessions<Data extends object = SessionData> = Sessions<Data> | Promise<Sessions<Data>>;

/**
 * Checks the settings, opens the store (an embedded SQLite is brought up to date by itself) and, when asked, the debug
 * endpoint. `Data` types the sessions; without it the augmented `SessionData` does.
 * @throws SettingError naming what cannot work, MissingDriverError when the store's package is not installed,
 * UnsupportedError on a Node that is too old.
 * @example
 * const sessions = await createSessions({ store: "memory:", idleTimeout: 1800 });
 * sessions.settings.cookieName; // => "sessionid"
 * await sessions.close();
 */
export async function createSessions<Data extends object = SessionData>(
  input: SettingsInput = {},
): Promise<Sessions<Data>> {
  const old = oldNode(process.versions.node);
  if (old !== null) throw new UnsupportedError(old);
  const settings = parseSettings(input);
  if (input.store === undefined) tellWhere(process.env);
  const store = typeof settings.store === "string" ? await openStore(settings.store, settings) : settings.store;
  const closing = new AbortController();
  try {
    if (settings.adopt.length > 0) checkAdopting(store);
    const endpoint = settings.debug ? await createDebugEndpoint(settings, store, closing.signal) : undefined;
    return new SessionManager<Data>(settings, store, endpoint, closing);
  } catch (error) {
    // A connection left open would keep a process alive that failed to start.
    if (typeof settings.store === "string" && store.kind === "server") await store.close?.();
    throw error;
  }
}

/** That a session is adopted once is written into the store, by whichever process is first. */
function checkAdopting({ kind, name }: Store | ClientStore): void {
  if (kind === "server") return;
  const problem = `${name} keeps nothing on the server, so that a session could be adopted twice.`;
  throw new SettingError("adopt", problem, "Choose another store.");
}

let told = false;

/** Once per process, in development: a developer who has named no store may wonder where sessions.db comes from. */
function tellWhere(env: NodeJS.ProcessEnv): void {
  if (told || isProduction(env) || env.NODE_ENV === "test" || isUnattended(env)) return;
  told = true;
  console.error("Sessionscope: sessions are kept in ./sessions.db. The line for .gitignore: sessions.db*");
}

/** Debug code is only ever loaded when debug is on. */
async function createDebugEndpoint(
  settings: Settings,
  store: Store | ClientStore,
  signal: AbortSignal,
): Promise<DebugEndpoint> {
  const { createEndpoint } = await import("./debug/endpoint.ts");
  return createEndpoint({ settings, store, signal });
}
