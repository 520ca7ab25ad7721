/** The bridge to Auth.js, on the library itself: the suite, and what is special to it. It runs where AUTH_JS is "all". */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExample } from "../../../../examples/test-browser.ts";
import { type Auth, type AuthConfig, inspect } from "../../../src/inspect/auth-js.ts";
import { listen } from "../../../src/testing/adapter-suite/listen.ts";
import type { AppSession, BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Guest, Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { answerPage } from "../answer-page.ts";
import { importFrom, installPackages, packagesOf } from "../installed-packages.ts";

const folder = import.meta.dirname;
const wanted = process.env.AUTH_JS === "all";
const secret = "a secret of at least thirty-two characters";
const defaultName = "authjs.session-token";

type Token = Record<string, unknown>;

interface Jwt {
  getToken(given: object): Promise<Token | null>;
  encode(given: object): Promise<string>;
}

beforeAll(() => {
  if (wanted) installPackages(folder);
});

function subject(more: Partial<AuthConfig> = {}, name = defaultName): BridgeSubject {
  const config = { providers: [], trustHost: true, secret, ...more };
  return {
    name: "Auth.js",
    kind: "client",
    lacks: {
      cycle: "the cookie is the session",
      expiry: "all sessions have the same age",
      renew: "there is no key",
      "any-key": "a token is a plain object",
    },
    async start(app, debug) {
      const { Auth: auth } = (await importFrom(folder, "@auth/core")) as { Auth: Auth };
      const jwt = (await importFrom(folder, "@auth/core/jwt")) as Jwt;
      const inspected = debug && inspect(auth, config, debug);
      const page = async (request: IncomingMessage, response: ServerResponse) => {
        const req = { headers: request.headers };
        const token = await jwt.getToken({ req, secret, salt: name, cookieName: name }).catch(() => null);
        const used = new UsedSession(token ?? {}, request, response, name, jwt);
        await answerPage(app, request, response, used, () => used.save());
      };
      return listen(
        createServer((request, response) => {
          if (inspected) inspected(request, response, () => void page(request, response));
          else void page(request, response);
        }),
      );
    },
  };
}

/** As the library uses it: a token that is sealed anew where it has changed. */
class UsedSession implements AppSession {
  readonly #token: Token;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #name: string;
  readonly #jwt: Jwt;
  #changed = false;

  constructor(token: Token, request: IncomingMessage, response: ServerResponse, name: string, jwt: Jwt) {
    const { iat: _, exp: __, jti: ___, ...own } = token;
    this.#token = own;
    this.#request = request;
    this.#response = response;
    this.#name = name;
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
    const value = await this.#jwt.encode({ token: this.#token, secret, salt: this.#name, maxAge: 3600 });
    this.#response.appendHeader("Set-Cookie", `${this.#name}=${value}; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax`);
  }

  #clean(): void {
    for (const [, name = ""] of `${this.#request.headers.cookie}`.matchAll(/([^=;\s]+)=/g)) {
      if (!name.startsWith(this.#name)) continue;
      this.#response.appendHeader("Set-Cookie", `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`);
    }
  }
}

describe.skipIf(!wanted)("Auth.js", () => {
  describe.each([
    ["as it is", subject()],
    ["with a cookie of another name", subject({ cookies: { sessionToken: { name: "mine" } } }, "mine")],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  async function withAda(
    more: Partial<AuthConfig>,
    work: (ada: Awaited<ReturnType<Trial["visitor"]>>) => Promise<void>,
  ) {
    const trial = new Trial(subject(more));
    try {
      await work(await trial.visitor({ email: "ada@example.test", sub: "42" }));
    } finally {
      await trial.end();
    }
  }

  test("a long session comes in the library's chunks, and leaves none behind when it is short again", () =>
    withAda({}, async (ada) => {
      const long = JSON.stringify("x".repeat(5000));
      await ada.edit("long", long, null);
      expect([...ada.cookies.keys()].sort()).toEqual([`${defaultName}.0`, `${defaultName}.1`]);
      await ada.edit("long", '"short"', long);
      expect([...ada.cookies.keys()]).toEqual([defaultName]);
      expect(await ada.seen()).toEqual({ email: "ada@example.test", sub: "42", long: "short" });
    }));

  test("an edit is sealed by the library: with its age, and a moment and a number of its own", () =>
    withAda({ session: { maxAge: 7200 } as never }, async (ada) => {
      const { user, expiresAt, entries } = await ada.session();
      expect([user, entries.map(({ key }) => key)]).toEqual(["ada@example.test", ["email", "sub"]]);
      await ada.edit("color", '"blue"', null);
      const after = await ada.session();
      expect(after.expiresAt! - expiresAt!).toBeGreaterThan(3_500_000);
    }));

  test("callbacks and events of the app are not called by a look or an edit", async () => {
    const called: string[] = [];
    const config = {
      callbacks: { jwt: () => called.push("jwt"), session: () => called.push("session") },
      events: { session: () => called.push("event") },
    };
    await withAda(config as never, async (ada) => {
      await ada.session();
      await ada.edit("color", '"blue"', null);
    });
    expect(called).toEqual([]);
  });

  test("sessions in a database are not shown, and the panel is told so", () =>
    withAda({ session: { strategy: "database" } }, async (ada) => {
      expect((await ada.get("/static")).status).toBe(200);
      await expect(ada.hello()).rejects.toThrow("in a database");
    }));

  test("the example: the line as apps type it, an edit that the page shows, and nothing of it in production", async () => {
    const environment = packagesOf(folder);
    const token = { SESSIONSCOPE_TOKEN: "the-token-of-the-bridge-suite" };
    await using app = await startExample("auth-js/server.js", { ...environment, ...token });
    const ada = new Guest({ origin: app.origin, close: async () => {} });
    onTestFinished(() => ada.close());
    const { csrfToken } = JSON.parse((await ada.get("/auth/csrf")).body);
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = `${new URLSearchParams({ csrfToken, name: "Ada" })}`;
    expect((await ada.get("/auth/callback/credentials", { method: "POST", headers, body })).status).toBe(302);
    expect(await ada.texts()).toEqual({ name: '"Ada"', sub: expect.any(String) });
    await ada.edit("color", '"blue"', null);
    expect((await ada.get("/")).body).toMatch(/Ada.*blue/s);
    // The library's own renewal keeps the edit.
    await ada.get("/auth/session");
    expect((await ada.texts()).color).toBe('"blue"');

    await using production = await startExample("auth-js/server.js", { ...environment, NODE_ENV: "production" });
    const answer = await fetch(production.origin);
    expect([answer.status, answer.headers.get("sessionscope")]).toEqual([200, null]);
  });
});
