/** An app before and after it has moved to our sessions, and a browser that visits both. */

import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createSessions, type SettingsInput } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { listen } from "sessionscope/testing";
import { onTestFinished } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { MemoryStore } from "../../src/stores/memory.ts";

// biome-ignore lint/suspicious/noExplicitAny: middleware of libraries whose types are not installed
export type Middleware = (request: any, response: any, next: (error?: any) => void) => unknown;

/** A browser's cookies, as far as a test needs them. */
export class Jar extends Map<string, string> {
  get header(): string {
    return [...this].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/; ?(max-age=0|expires=thu, 01 jan 1970)/i.test(line)) this.delete(name!);
      else this.set(name!, value!);
    }
  }
}

/** Visits `path`, with the cookies that the jar then has. */
export async function visit(origin: string, jar: Jar, path = "/"): Promise<string> {
  const answer = await fetch(origin + path, { headers: { cookie: jar.header } });
  jar.take(answer.headers.getSetCookie());
  return answer.text();
}

async function serve(listener: RequestListener): Promise<string> {
  const server = await listen(createServer(listener));
  onTestFinished(() => server.close());
  return server.origin;
}

/** The app as it was: `?user=Ada` signs in. */
export function before(
  middleware: Middleware,
  sessionOf: (request: IncomingMessage, response: ServerResponse) => unknown = (request) =>
    (request as IncomingMessage & { session: unknown }).session,
): Promise<string> {
  return serve((request, response) => {
    middleware(request, response, async (error) => {
      if (error) return void response.writeHead(500).end(String(error));
      const session = (await sessionOf(request, response)) as Record<string, unknown> & Parameters<typeof saved>[0];
      const user = new URL(request.url!, "http://localhost").searchParams.get("user");
      if (user !== null) Object.assign(session, { user, cart: ["tea"] });
      await saved(session);
      response.end(String(session.user ?? "nobody"));
    });
  });
}

/** Saved before the answer leaves: express-session tells by a callback, iron-session by a promise, cookie-session does it itself. */
function saved(session: { save?: (done: (error?: unknown) => void) => unknown }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (!session.save) return resolve(undefined);
    const saving = session.save((error) => (error ? reject(error) : resolve(undefined)));
    if (saving instanceof Promise) saving.then(resolve, reject);
  });
}

/** The app as it is: who is signed in, and what is in the cart; `/out` signs out. */
export async function after(input: SettingsInput, store: Store = new MemoryStore()) {
  const sessions = await createSessions<{ user?: string; cart?: readonly string[]; by?: string }>({ store, ...input });
  onTestFinished(() => sessions.close());
  const listener = nodeSessions(sessions, async (request, response, session) => {
    if (request.url === "/out") await session.flush();
    const by = new URL(request.url!, "http://localhost").searchParams.get("by");
    if (by !== null) session.set(`by ${by}` as never, true as never);
    response.end(`${session.user ?? "nobody"} ${session.cart?.join() ?? "no cart"} ${session.boundUser}`);
  });
  return { origin: await serve(listener), store };
}

/** What all libraries' sessions are moved by: what is taken is checked. */
export const map = (data: Readonly<Record<string, unknown>>) => {
  const { user, cart } = data;
  return typeof user === "string" && Array.isArray(cart) ? { data: { user, cart }, user } : null;
};
