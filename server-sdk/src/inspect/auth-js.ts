/** Auth.js (`@auth/core`) with sessions in its cookie, for Express, connect and `node:http`: `app.use(inspect(Auth, authConfig))`. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { DebugOptions } from "../core/settings.ts";
import { CookieInspection } from "./base/inspect-cookies.ts";
import { isInspectable } from "./base/inspectable.ts";
import { SealedBridge, type Sealing } from "./base/sealed-bridge.ts";
import { dropLineOf, factsOf, headerOf, parseLine } from "./base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "./bridge.ts";

/** As the app has it from "@auth/core". */
export type Auth = (request: Request, config: never) => Promise<Response>;

/** What the app gives the library, as far as it matters here. */
export interface AuthConfig {
  readonly adapter?: unknown;
  readonly basePath?: string | undefined;
  readonly secret?: string | string[] | undefined;
  readonly session?: { readonly strategy?: string | undefined } | undefined;
  readonly cookies?: { readonly sessionToken?: { readonly name?: string } | undefined } | undefined;
  readonly jwt?: { readonly decode?: ((given: never) => unknown) | undefined } | undefined;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

type Token = Record<string, unknown>;

type Decode = (given: { readonly salt: string }) => Promise<Token | null>;

/** Bytes. Sealed it grows by a third, and Node takes 16,384 bytes of headers. */
const limit = 10_000;
const chunks = [0, 1, 2, 3];
const defaultNames = ["authjs.session-token", "__Secure-authjs.session-token"];
/**
 * Middleware that shows the sessions of Auth.js in the Sessionscope panel, where they are in their cookie ("jwt"). Put it before
 * the pages. In production (`NODE_ENV`) it does nothing, unless a token is configured.
 */
export function inspect(auth: Auth, config: AuthConfig, debug: DebugOptions = {}): Middleware {
  if (!isInspectable(debug)) return (_request, _response, next) => next();
  const asking = new AsyncLocalStorage<IncomingMessage>();
  const library = new Library(auth, config, () => asking.getStore());
  const inspection = new CookieInspection(new SealedBridge(sealingOf(library)), debug);
  return (request, response, next) => asking.run(request, () => inspection.handle(request, response, next, next));
}

function sealingOf(library: Library): Sealing {
  /** A line as the library writes it. */
  const sample = async () => (await library.seal({}, new Map())).at(-1)!;
  return {
    name: "Auth.js",
    limit,
    async cookie() {
      const line = parseLine(await sample());
      return { ...factsOf(line), more: [`${line.name}.*`] };
    },
    async open(sent) {
      const token = await library.open(sent);
      if (token === null) return null;
      const { iat: _, exp, jti: __, ...data } = token;
      const user = [data.email, data.sub].find((one) => typeof one === "string");
      return { data, user, expiresAt: typeof exp === "number" ? exp * 1000 : undefined };
    },
    seal: (data, sent) => library.seal(data, sent),
    async dropLines() {
      const line = await sample();
      const { name } = parseLine(line);
      return [name, ...chunks.map((chunk) => `${name}.${chunk}`)].map((one) => dropLineOf(line, one));
    },
  };
}

/** Asks the library "what is my session?", and hears what it opens and writes for that. */
class Library {
  readonly #auth: Auth;
  readonly #config: AuthConfig;
  readonly #asking: () => IncomingMessage | undefined;

  constructor(auth: Auth, config: AuthConfig, asking: () => IncomingMessage | undefined) {
    this.#auth = auth;
    this.#config = config;
    this.#asking = asking;
  }

  /** `null`: it cannot open these cookies. */
  async open(sent: SentCookies): Promise<Token | null> {
    return (await this.#ask(sent, this.#config.jwt?.decode as Decode | undefined)).token;
  }

  /** The lines that give a browser, which has sent these cookies, a session with this token. */
  async seal(token: Token, sent: SentCookies): Promise<Lines> {
    // It seals anew what it has opened, and opens only what was sent.
    const cookies = new Map([...this.#names().map((name) => [name, "unsealed"] as const), ...sent]);
    let own = "";
    const { lines } = await this.#ask(cookies, async ({ salt }) => {
      own = salt;
      return { ...token };
    });
    return lines.filter((line) => {
      const { name } = parseLine(line);
      return name === own || name.startsWith(`${own}.`);
    });
  }

  /** That its session's cookie may have: it depends on who asks whether there is a prefix. */
  #names(): readonly string[] {
    const name = this.#config.cookies?.sessionToken?.name;
    return name === undefined ? defaultNames : [name];
  }

  async #ask(sent: SentCookies, decode: Decode | undefined): Promise<{ token: Token | null; lines: Lines }> {
    const { adapter, session, secret = process.env.AUTH_SECRET, jwt } = this.#config;
    if ((session?.strategy ?? (adapter ? "database" : "jwt")) !== "jwt") {
      throw new Error("the sessions are in a database, and only those in cookies can be shown");
    }
    let token: Token | null = null;
    const answer = await this.#auth(this.#request(sent), {
      ...this.#config,
      secret,
      trustHost: true,
      basePath: "/auth",
      events: {},
      logger: { error() {}, warn() {}, debug() {} },
      jwt: { ...jwt, ...(decode && { decode }) },
      // What the app makes of a token whenever it is looked at, it makes for its own requests.
      callbacks: {
        jwt(found: { readonly token: Token }) {
          token = found.token;
          return token;
        },
      },
    } as never);
    if (answer.status >= 500) throw new Error("the library finds its configuration wanting");
    return { token, lines: answer.headers.getSetCookie() };
  }

  #request(sent: SentCookies): Request {
    const real = this.#asking();
    const forwarded = `${real?.headers["x-forwarded-proto"] ?? ""}`.split(",")[0]!.trim();
    const isSecure = (real?.socket as TLSSocket | undefined)?.encrypted === true || forwarded === "https";
    const origin = `${isSecure ? "https" : "http"}://${real?.headers.host ?? "localhost"}`;
    return new Request(`${origin}/auth/session`, { headers: sent.size === 0 ? {} : { cookie: headerOf(sent) } });
  }
}
