/** @fastify/secure-session 8: `app.register(inspect)` after it. */

import type { FastifyInstance, FastifyPluginCallback } from "fastify";
import { cookieByteLimit } from "../core/cookie.ts";
import type { DebugOptions } from "../core/settings.ts";
import { FastifyVisits } from "./base/fastify-visits.ts";
import { CookieInspection } from "./base/inspect-cookies.ts";
import { isInspectable } from "./base/inspectable.ts";
import { OneWarning } from "./base/one-warning.ts";
import { SealedBridge, type Sealing } from "./base/sealed-bridge.ts";
import { dropLineOf, factsOf, headerOf, parseLine } from "./base/set-cookie-lines.ts";
import type { Lines } from "./bridge.ts";

export interface InspectOptions extends DebugOptions {
  /** As in the library's options, where the app has several sessions. Unless given, the library's default. */
  readonly sessionName?: string;
}

interface LibrarySession {
  data(): Record<string, unknown>;
  set(key: string, value: unknown): void;
  regenerate(): void;
}

/** What the library and @fastify/cookie have put at the app. */
interface LibraryApp {
  decodeSecureSession(cookie: string, log: object, sessionName?: string): LibrarySession | null;
  parseCookie(header: string): Readonly<Record<string, string | undefined>>;
  unsignCookie?(value: string): { readonly valid: boolean; readonly value: string | null };
}

const plugin: FastifyPluginCallback<InspectOptions> = (app, options, registered) => {
  if (isInspectable(options)) mount(app, options);
  registered();
};

/**
 * A plugin that shows the sessions of @fastify/secure-session in the Sessionscope panel. Register it after
 * @fastify/secure-session. In production (`NODE_ENV`) it does nothing, unless a token is configured.
 */
// As fastify-plugin does: the hook is for the part of the app that the library's are for.
export const inspect: FastifyPluginCallback<InspectOptions> = Object.assign(plugin, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "sessionscope-inspect",
});

function mount(app: FastifyInstance, { sessionName = "session", ...debug }: InspectOptions): void {
  if (!app.hasDecorator("decodeSecureSession") || !app.hasRequestDecorator(sessionName)) {
    const reason = "register it after @fastify/secure-session, with the name that the session has there";
    new OneWarning().cannotShow(reason);
    return;
  }
  const visits = new FastifyVisits(app, () => `${app.prefix}${inspection.path}`);
  const sealing = secureSealing(app as unknown as LibraryApp, visits, sessionName);
  const inspection = new CookieInspection(new SealedBridge(sealing), debug, { base: app.prefix });
  const { path } = inspection;
  if (app.hasRoute({ url: path, method: "GET" })) {
    new OneWarning().twice("@fastify/secure-session");
    return;
  }
  // The hook answers: a part of an app with a prefix has hooks for its own routes alone.
  for (const url of [path, `${path}/*`]) app.all(url, { logLevel: "silent" }, (_, reply) => reply.callNotFound());
  app.addHook("onRequest", (request, reply, next) => {
    if (visits.answers(request, reply)) return;
    inspection.handle(
      request.raw,
      reply.raw,
      (error) => next(error as Error),
      () => next(),
    );
  });
}

function secureSealing(app: LibraryApp, visits: FastifyVisits, sessionName: string): Sealing {
  /** The lines that the library writes when this was done to a new session. */
  const linesAfter = (work: (session: LibrarySession) => void): Promise<Lines> =>
    visits.linesAfter((request) => work((request as unknown as Record<string, LibrarySession>)[sessionName]!));
  /** A line as the library writes it: all but the value stays the same. */
  let sampling: Promise<string> | undefined;
  const sample = (): Promise<string> =>
    (sampling ??= linesAfter((session) => session.set("sessionscope", 1)).then(
      (lines) => lines.at(-1)!,
      (error) => {
        sampling = undefined;
        throw error;
      },
    ));
  return {
    name: "@fastify/secure-session",
    limit: cookieByteLimit,
    cookie: async () => factsOf(parseLine(await sample())),
    async open(sent) {
      const { name } = parseLine(await sample());
      const { [name]: value } = app.parseCookie(headerOf(sent));
      if (value === undefined) return null;
      const session = app.decodeSecureSession(unsigned(app, value), silent, sessionName);
      return session && { data: session.data() };
    },
    seal: (data) =>
      linesAfter((session) => {
        session.regenerate();
        for (const [key, value] of Object.entries(data)) session.set(key, value);
      }),
    dropLines: async () => [dropLineOf(await sample())],
  };
}

/** The library goes by what is signed where its option `signed` is set, and by what is sealed anyhow. */
function unsigned(app: LibraryApp, value: string): string {
  const found = app.unsignCookie?.(value);
  return found?.valid && found.value !== null ? found.value : value;
}

/** What the library logs of a panel's call is no news of the app's. */
const silent = { trace() {}, debug() {} };
