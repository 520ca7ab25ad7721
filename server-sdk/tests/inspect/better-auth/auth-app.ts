/** Apps on better-auth for the tests. Their pages are endpoints of a plugin, so that the auth handler answers them all. */

import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import type { DebugOptions } from "../../../src/core/settings.ts";
import { type AuthPlugin, authPlugin } from "../../../src/inspect/better-auth/plugin.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { Answer, Server } from "../../../src/testing/adapter-suite/trial.ts";
import type { AppSession, VisitedApp } from "../../../src/testing/bridge-suite/subject.ts";
import { importFrom } from "../installed-packages.ts";

/** With the versions of `npm run test:peers` in that run. */
export const packagesFolder = process.env.PEERS ?? import.meta.dirname;
/** Names by type: what the suite's pages put into sessions. */
const kept = {
  string: ["color", "size", "name", "password"],
  number: ["late", "early", "since", "n", "b"],
  boolean: ["streamed", "failed", "again", "last"],
  json: ["cart", "fresh", "list", "form"],
};

export const suiteFields = Object.fromEntries(
  Object.entries(kept).flatMap(([type, names]) => names.map((name) => [name, { type, required: false }])),
);

type Fields = Record<string, unknown>;

interface LibrarySession extends Fields {
  readonly token: string;
  readonly userId: string;
}

interface Context {
  readonly request: Request;
  readonly context: {
    readonly internalAdapter: {
      createUser(user: object): Promise<{ readonly id: string }>;
      findUserById(id: string): Promise<{ readonly id: string }>;
      createSession(userId: string, dontRemember: boolean, fields: Fields): Promise<LibrarySession>;
      updateSession(token: string, fields: Fields): Promise<LibrarySession | null>;
      deleteSession(token: string): Promise<void>;
    };
  };
}

interface Api {
  createAuthEndpoint(path: string, options: object, handler: (context: Context) => Promise<Response>): unknown;
  getSessionFromCtx(context: Context): Promise<{ readonly session: LibrarySession } | null>;
}

interface Cookies {
  setSessionCookie(context: Context, found: object): Promise<void>;
  deleteSessionCookie(context: Context): void;
}

/** The plugin, with the library of this folder. */
export const plugin = (debug: DebugOptions): AuthPlugin =>
  authPlugin(async () => {
    const { createAuthEndpoint } = await importFrom(packagesFolder, "better-auth/api");
    return { ...(await importFrom(packagesFolder, "better-auth/cookies")), createAuthEndpoint };
  }, debug);

export interface AuthApp extends Server {
  readonly database: DatabaseSync;
  /** As an app has it from `betterAuth`. */
  // biome-ignore lint/suspicious/noExplicitAny: the package is not there when types are checked
  readonly auth: any;
}

/** `more`: of the library's options. */
export async function startAuth(plugins: readonly object[], more: object = {}): Promise<AuthApp> {
  const { betterAuth } = await importFrom(packagesFolder, "better-auth");
  const { getMigrations } = await importFrom(packagesFolder, "better-auth/db/migration");
  const { toNodeHandler } = await importFrom(packagesFolder, "better-auth/node");
  const database = new DatabaseSync(":memory:");
  const options = {
    database,
    secret: "a secret of at least thirty-two characters",
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
    ...more,
    plugins,
  };
  const auth = betterAuth(options);
  if (options.database) await (await getMigrations(options)).runMigrations();
  return { ...(await listen(createServer(toNodeHandler(auth)))), database, auth };
}

/** A plugin whose endpoints are the pages of the bridge suite. */
export async function pagesOf(app: VisitedApp): Promise<object> {
  const { createAuthEndpoint, getSessionFromCtx } = (await importFrom(packagesFolder, "better-auth/api")) as Api;
  const cookies = (await importFrom(packagesFolder, "better-auth/cookies")) as Cookies;
  const page = createAuthEndpoint("/**:path", { method: ["GET", "HEAD", "POST"] }, async (context) => {
    const { pathname, search } = new URL(context.request.url);
    // A page that does not look at its session: the library takes away cookies that lead nowhere once it looks.
    const found = pathname === "/static" ? null : await getSessionFromCtx(context);
    const session = new UsedSession(context, cookies, found?.session ?? null);
    const answer = await app({ method: context.request.method, target: pathname + search, session });
    await session.save();
    return responseOf(answer);
  });
  return { id: "pages", endpoints: { page } };
}

/** As apps use it: they save what they have changed. A guest is signed in with the first value. */
class UsedSession implements AppSession {
  readonly #context: Context;
  readonly #cookies: Cookies;
  #row: LibrarySession | null;
  readonly #changes: Fields = {};

  constructor(context: Context, cookies: Cookies, row: LibrarySession | null) {
    this.#context = context;
    this.#cookies = cookies;
    this.#row = row;
  }

  all(): Fields {
    const all = { ...this.#row, ...this.#changes } as Fields;
    const own = Object.keys(all).filter((key) => key in suiteFields && all[key] !== null && all[key] !== undefined);
    return Object.fromEntries(own.map((key) => [key, all[key]]));
  }

  set(key: string, value: unknown): void {
    this.#changes[key] = value;
  }

  delete(key: string): void {
    if (key in this.all()) this.#changes[key] = null;
  }

  async renew(): Promise<void> {
    const values = this.all();
    await this.end();
    Object.assign(this.#changes, values);
  }

  async end(): Promise<void> {
    if (this.#row) {
      await this.#context.context.internalAdapter.deleteSession(this.#row.token);
      this.#cookies.deleteSessionCookie(this.#context);
    }
    this.#row = null;
  }

  async save(): Promise<void> {
    if (Object.keys(this.#changes).length === 0) return;
    const { internalAdapter } = this.#context.context;
    if (this.#row) {
      const session = await internalAdapter.updateSession(this.#row.token, this.#changes);
      const user = await internalAdapter.findUserById(this.#row.userId);
      if (session) await this.#cookies.setSessionCookie(this.#context, { session, user });
      return;
    }
    const email = `${crypto.randomUUID()}@example.test`;
    const user = await internalAdapter.createUser({ email, name: "Guest", emailVerified: false });
    const session = await internalAdapter.createSession(user.id, false, this.#changes);
    await this.#cookies.setSessionCookie(this.#context, { session, user });
  }
}

function responseOf({ status = 200, headers = {}, body = "" }: Answer): Response {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) for (const one of [value].flat()) all.append(name, one);
  const content = typeof body === "string" || body === null ? body : Readable.toWeb(Readable.from(body));
  return new Response(content as BodyInit | null, { status, headers: all });
}
