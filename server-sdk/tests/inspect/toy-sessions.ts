/**
 * A session library in the manner of those that people use, and small: connect middleware, a signed cookie, sessions in a
 * `Map` that are loaded whole and saved whole when the answer ends.
 */

import { createHmac, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface ToySession {
  [key: string]: unknown;
}

export interface ToyRequest extends IncomingMessage {
  session?: ToySession | null;
  sessionId?: string;
}

export type ToyMiddleware = (request: ToyRequest, response: ServerResponse, next: (error?: unknown) => void) => void;

export interface ToySessions extends ToyMiddleware {
  readonly secret: string;
  /** JSON texts by id, under which the app's requests save. */
  readonly store: ToyStore;
}

/** What the library asks of its store, and what apps may call. */
export class ToyStore {
  readonly texts = new Map<string, string>();

  async get(id: string): Promise<ToySession | null> {
    const text = this.texts.get(id);
    return text === undefined ? null : JSON.parse(text);
  }

  async set(id: string, session: ToySession): Promise<void> {
    this.texts.set(id, JSON.stringify(session));
  }

  async destroy(id: string): Promise<void> {
    this.texts.delete(id);
  }
}

export function toySessions(secret: string): ToySessions {
  const store = new ToyStore();
  const middleware: ToyMiddleware = (request, response, next) => {
    begin(request).then((loaded) => {
      saveAtEnd(request, response, loaded);
      next();
    }, next);
  };
  const begin = async (request: ToyRequest): Promise<string> => {
    const id = idIn(request.headers.cookie, secret);
    const session = id === null ? null : await store.get(id);
    request.session = session ?? {};
    request.sessionId = session === null ? randomUUID() : id!;
    return session === null ? "{}" : JSON.stringify(session);
  };
  /** Whole, if the request has changed it: what another request has saved meanwhile is lost. */
  const saveAtEnd = (request: ToyRequest, response: ServerResponse, loaded: string) => {
    const first = request.sessionId!;
    const { end } = response;
    response.end = ((...args: Parameters<typeof end>) => {
      const { session, sessionId } = request;
      const finish = () => end.apply(response, args);
      if (session === null || session === undefined) return void store.destroy(first).then(finish);
      if (JSON.stringify(session) === loaded && sessionId === first) return finish();
      const isNew = sessionId !== first || loaded === "{}";
      if (isNew) response.appendHeader("Set-Cookie", toyLine(sessionId!, secret));
      return void store.set(sessionId!, session).then(finish);
    }) as typeof end;
  };
  return Object.assign(middleware, { secret, store });
}

/** The value of the cookie. */
export function signedToy(id: string, secret: string): string {
  return `${id}.${createHmac("sha256", secret).update(id).digest("base64url")}`;
}

export const toyLine = (id: string, secret: string): string =>
  `toy=${signedToy(id, secret)}; Path=/; HttpOnly; SameSite=Lax`;

/** The id in a `Cookie` header, if its signature is good. */
export function idIn(header: string | undefined, secret: string): string | null {
  const value = /(?:^|; ?)toy=([^;]*)/.exec(header ?? "")?.[1];
  return value === undefined ? null : verifiedToy(value, secret);
}

export function verifiedToy(value: string, secret: string): string | null {
  const id = value.slice(0, value.indexOf("."));
  return signedToy(id, secret) === value ? id : null;
}
