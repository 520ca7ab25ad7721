/** The bridge suite's app on h3, by the means of each of its versions. */

import { createServer, type RequestListener } from "node:http";
import { Readable } from "node:stream";
import { inspect, type SessionConfig } from "../../../src/inspect/h3.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { Answer } from "../../../src/testing/adapter-suite/trial.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { importFrom } from "../installed-packages.ts";

// biome-ignore lint/suspicious/noExplicitAny: the package is not there when types are checked
export type Library = any;
// biome-ignore lint/suspicious/noExplicitAny: the same
export type Event = any;

export type PackageName = "h3" | "h3-1";

export const config = {
  name: "shop",
  password: "a password of at least thirty-two characters",
  cookie: { secure: false },
} satisfies SessionConfig;

export const load = (name: PackageName): Promise<Library> => importFrom(import.meta.dirname, name);

/** An app with these handlers, one after the other, as Node's servers take it. */
export function listenerOf(h3: Library, handlers: readonly ((event: Event) => unknown)[]): RequestListener {
  const app = h3.H3 ? new h3.H3({ silent: true }) : h3.createApp({});
  for (const handler of handlers) app.use(h3.defineEventHandler(handler));
  return h3.H3 ? h3.toNodeHandler(app) : h3.toNodeListener(app);
}

export function subject(name: PackageName, more: Partial<SessionConfig> = {}): BridgeSubject {
  const own = { ...config, ...more };
  return {
    name,
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
    },
    async start(app, debug, lines = 1) {
      const h3 = await load(name);
      const page = async (event: Event) => {
        const { path: target, method } = event;
        // Pages without a session do not ask for it: h3 1 makes one for whoever does.
        const used = new UsedSession(target.startsWith("/static") ? {} : (await h3.getSession(event, own)).data);
        const answer = await app({ method, target, session: used });
        if (used.ended) await h3.clearSession(event, own);
        else if (used.changed) await h3.updateSession(event, own);
        return responseOf(answer);
      };
      const inspected = debug ? Array.from({ length: lines }, () => inspect(h3, own, debug)) : [];
      return listen(createServer(listenerOf(h3, [...inspected, page])));
    },
  };
}

/** As apps use it: they update it once they have changed what it holds. */
class UsedSession implements AppSession {
  readonly #data: Record<string, unknown>;
  changed = false;
  ended = false;

  constructor(data: Record<string, unknown>) {
    this.#data = data;
  }

  all(): Record<string, unknown> {
    return { ...this.#data };
  }

  set(key: string, value: unknown): void {
    this.#data[key] = value;
    this.changed = true;
  }

  delete(key: string): void {
    delete this.#data[key];
    this.changed = true;
  }

  end(): void {
    this.ended = true;
  }
}

function responseOf({ status = 200, headers = {}, body = null }: Answer): Response {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  const content = body === null || typeof body === "string" ? body : (Readable.toWeb(Readable.from(body)) as BodyInit);
  return new Response(content, { status, headers: list });
}
