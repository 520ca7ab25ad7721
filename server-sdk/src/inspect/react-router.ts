/** Session storages of React Router 7 and 8 and Remix 2: `export const { getSession, … } = inspect(createCookieSessionStorage({ … }))`. */

import type { DebugOptions } from "../core/settings.ts";
import { isInspectable } from "./base/inspectable.ts";
import { SealedBridge } from "./base/sealed-bridge.ts";
import { wrapOnce } from "./base/two-lines.ts";
import { AppCommits } from "./react-router/app-commits.ts";
import { cookieSealing } from "./react-router/cookie-sealing.ts";
import { type Inspectable, StorageInspection } from "./react-router/inspection.ts";
import type { LibraryCookie, LibraryStorage } from "./react-router/library.ts";
import { StoredBridge } from "./react-router/stored-bridge.ts";

/** What the `create…SessionStorage` functions answer. */
export interface SessionStorage {
  getSession(...given: never): Promise<unknown>;
  commitSession(...given: never): Promise<string>;
  destroySession(...given: never): Promise<string>;
}

export interface InspectOptions extends DebugOptions {
  /**
   * For a storage that keeps its sessions in a database, files or memory: the cookie that it was given, as `createCookie`
   * makes it. Left out: the cookie is the session.
   */
  readonly cookie?: LibraryCookie;
}

export type { LibraryCookie };

/**
 * Shows the sessions of a storage in the Sessionscope panel. The app uses the functions of the storage that comes back. In
 * production (`NODE_ENV`) that is the storage itself, unless a token is configured. It throws nothing: what keeps it from
 * looking is one warning of the process.
 */
export function inspect<S extends SessionStorage>(storage: S, { cookie, ...debug }: InspectOptions = {}): S {
  if (!isInspectable(debug)) return storage;
  return wrapOnce(
    "React Router",
    storage,
    () => inspecting(storage as unknown as LibraryStorage, debug, cookie) as unknown as S,
  );
}

function inspecting(library: LibraryStorage, debug: DebugOptions, cookie?: LibraryCookie): LibraryStorage {
  const commits = new AppCommits();
  const bridge: Inspectable = cookie
    ? new StoredBridge(library, cookie, commits)
    : new SealedBridge(cookieSealing(library, commits));
  return new StorageInspection(library, bridge, commits, debug).storage;
}
