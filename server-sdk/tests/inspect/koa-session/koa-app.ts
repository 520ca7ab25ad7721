/** An app of the bridge suite on Koa and koa-session, from the folder's own lock file. */

import { createServer } from "node:http";
import { Readable } from "node:stream";
import type { DebugOptions } from "../../../src/core/settings.ts";
import { inspect } from "../../../src/inspect/koa-session.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { Answer, Server } from "../../../src/testing/adapter-suite/trial.ts";
import type { AppSession, BridgeSubject, VisitedApp } from "../../../src/testing/bridge-suite/subject.ts";
import { importFrom } from "../installed-packages.ts";

const folder = import.meta.dirname;

export interface Context {
  session: (Record<string, unknown> & { toJSON(): Record<string, unknown>; regenerate(): Promise<void> }) | null;
  status: number;
  body: unknown;
  readonly method: string;
  readonly url: string;
  append(name: string, value: string | readonly string[]): void;
}

export interface Setup {
  /** What koa-session is given. */
  readonly options: object;
  /** The package: "koa" unless given. */
  readonly koa?: string;
  /** In the place of the app's pages. */
  readonly page?: (context: Context) => Promise<void>;
  /** `/slow` gives its session another key at its end. */
  readonly renewAfterSlow?: boolean;
  /** Hears of the library's events. */
  readonly hear?: (event: string) => void;
  /** All is below this path. */
  readonly mount?: string;
  /** There is another library's middleware, which is inspected. */
  readonly other?: boolean;
  /** In the place of the suite's. */
  readonly debug?: DebugOptions;
}

type Debug = Parameters<BridgeSubject["start"]>[1];

export async function startApp(setup: Setup, app: VisitedApp, given: Debug, lines = 1): Promise<Server> {
  const { options, koa = "koa", debug = given, mount } = setup;
  const { default: Koa } = await importFrom(folder, koa);
  const { default: session } = await importFrom(folder, "koa-session");
  const server = new Koa({ keys: ["a key", "an old key"] });
  server.silent = true;
  for (const event of ["missed", "expired", "invalid"]) server.on(`session:${event}`, () => setup.hear?.(event));
  const middleware = setup.other
    ? otherMiddleware
    : session({ key: "koa.sess", maxAge: 3_600_000, ...options }, server);
  let inspected = middleware;
  if (debug) for (let line = 0; line < lines; line++) inspected = inspect(inspected, debug);
  const used = [inspected, setup.page ?? ((context: Context) => answerPage(app, context, setup))];
  if (mount === undefined) for (const one of used) server.use(one);
  else server.use(await mounted(used, mount));
  return listen(createServer(server.callback()));
}

const otherMiddleware = async (context: { session?: object }, next: () => Promise<void>): Promise<void> => {
  context.session = { toJSON: () => ({}) };
  await next();
};

async function mounted(used: readonly unknown[], path: string): Promise<unknown> {
  const { default: mount } = await importFrom(folder, "koa-mount");
  const { default: compose } = await importFrom(folder, "koa-compose");
  return mount(path, compose(used));
}

async function answerPage(app: VisitedApp, context: Context, { renewAfterSlow }: Setup): Promise<void> {
  const { method, url: target } = context;
  const { status = 200, headers = {}, body = "" }: Answer = await app({ method, target, session: sessionOf(context) });
  if (renewAfterSlow && target.startsWith("/slow")) await context.session!.regenerate();
  context.status = status;
  for (const [name, value] of Object.entries(headers)) context.append(name, value as string);
  context.body = typeof body === "string" || body === null ? body : Readable.from(body);
}

const sessionOf = (context: Context): AppSession => ({
  all: () => context.session?.toJSON() ?? {},
  set: (key, value) => {
    context.session![key] = value;
  },
  delete: (key) => {
    delete context.session![key];
  },
  renew: () => context.session!.regenerate(),
  end: () => {
    context.session = null;
  },
});
