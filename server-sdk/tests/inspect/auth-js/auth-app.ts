/** An app of `node:http` whose session is a token that the library seals, for Auth.js and NextAuth. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { DebugOptions } from "../../../src/core/settings.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { answerPage } from "../answer-page.ts";

export const secret = "a secret of at least thirty-two characters";

type Token = Record<string, unknown>;

interface Jwt {
  getToken(given: object): Promise<Token | null>;
  encode(given: object): Promise<string>;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A library of this family. */
export interface AuthLibrary {
  readonly name: string;
  /** Of its session's cookie. */
  readonly cookie: string;
  /** From version 5 on the cookie's name is part of the key. */
  readonly salt?: string;
  load(): Promise<{ readonly jwt: Jwt; inspect(debug: DebugOptions): Middleware }>;
}

export function authSubject(library: AuthLibrary): BridgeSubject {
  const { name, cookie, salt, load } = library;
  return {
    name,
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
      "any-key": "a token is a plain object",
    },
    async start(app, debug, lines = 1) {
      const { jwt, inspect } = await load();
      const line = () => inspect(debug!);
      const inspected = debug ? Array.from({ length: lines }, line) : [];
      const page = async (request: IncomingMessage, response: ServerResponse) => {
        const req = { headers: request.headers, cookies: cookiesOf(request) };
        const given = { req, secret, cookieName: cookie, ...(salt !== undefined && { salt }) };
        const token = await jwt.getToken(given).catch(() => null);
        const used = new UsedSession(token ?? {}, request, response, library, jwt);
        await answerPage(app, request, response, used, () => used.save());
      };
      return listen(
        createServer((request, response) => {
          const go = (at: number): void => {
            const one = inspected[at];
            if (one) one(request, response, () => go(at + 1));
            else void page(request, response);
          };
          go(0);
        }),
      );
    },
  };
}

const cookiesOf = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    [...`${headers.cookie ?? ""}`.matchAll(/([^=;\s]+)=([^;]*)/g)].map(([, name, value]) => [name, value]),
  );

/** As the library uses it: a token that is sealed anew where it has changed. */
class UsedSession implements AppSession {
  readonly #token: Token;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #library: AuthLibrary;
  readonly #jwt: Jwt;
  #changed = false;

  constructor(token: Token, request: IncomingMessage, response: ServerResponse, library: AuthLibrary, jwt: Jwt) {
    const { iat: _, exp: __, jti: ___, ...own } = token;
    this.#token = own;
    this.#request = request;
    this.#response = response;
    this.#library = library;
    this.#jwt = jwt;
  }

  all(): Token {
    return { ...this.#token };
  }

  set(key: string, value: unknown): void {
    this.#token[key] = value;
    this.#changed = true;
  }

  delete(key: string): void {
    delete this.#token[key];
    this.#changed = true;
  }

  end(): void {
    for (const key of Object.keys(this.#token)) delete this.#token[key];
    this.#clean();
  }

  async save(): Promise<void> {
    if (!this.#changed) return;
    this.#clean();
    const { cookie, salt } = this.#library;
    const value = await this.#jwt.encode({
      token: this.#token,
      secret,
      maxAge: 3600,
      ...(salt !== undefined && { salt }),
    });
    this.#response.appendHeader("Set-Cookie", `${cookie}=${value}; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax`);
  }

  #clean(): void {
    for (const [, name = ""] of `${this.#request.headers.cookie}`.matchAll(/([^=;\s]+)=/g)) {
      if (!name.startsWith(this.#library.cookie)) continue;
      this.#response.appendHeader("Set-Cookie", `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`);
    }
  }
}
