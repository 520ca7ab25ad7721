/** Asks the library "what is my session?", and hears what it opens, reads and writes for that. */

import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { headerOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "../bridge.ts";

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

export type Token = Record<string, unknown>;

/** A session in a database, and whose it is. */
export interface Row {
  readonly session: Token & { readonly sessionToken: string; readonly expires: Date };
  readonly user: Token;
}

interface Adapter {
  getSessionAndUser(sessionToken: string): Promise<Row | null>;
}

const authJsNames = ["authjs.session-token", "__Secure-authjs.session-token"];

export class Library {
  readonly #auth: Auth;
  readonly #config: AuthConfig;
  readonly #asking: () => IncomingMessage | undefined;
  /** That its session's cookie may have: it depends on who asks whether there is a prefix. */
  readonly #names: readonly string[];

  /** `names`: those of its cookie, unless the app has set one. */
  constructor(
    auth: Auth,
    config: AuthConfig,
    asking: () => IncomingMessage | undefined,
    names: readonly string[] = authJsNames,
  ) {
    this.#auth = auth;
    this.#config = config;
    this.#asking = asking;
    const name = config.cookies?.sessionToken?.name;
    this.#names = name === undefined ? names : [name];
  }

  /** The token in these cookies; `null`: the library cannot open them. */
  async open(sent: SentCookies): Promise<Token | null> {
    return (await this.#askForToken(sent)).token;
  }

  /** The lines that give a browser, which has sent these cookies, a session with this token. */
  async seal(token: Token, sent: SentCookies): Promise<Lines> {
    // It seals anew what it has opened, and opens only what was sent.
    return (await this.#askForToken(this.#withAny(sent), async () => ({ ...token }))).lines;
  }

  /** What the database has for these cookies; `null`: no live session. Nothing is renewed, and nothing deleted. */
  async find(sent: SentCookies): Promise<Row | null> {
    let found: Row | null = null;
    await this.#askForRow(sent, async (token) => {
      found = await (this.#config.adapter as Adapter).getSessionAndUser(token);
      return found;
    });
    return found;
  }

  /** A line as it writes for a session in the database. */
  async sampleOfRow(): Promise<string> {
    const expires = new Date(Date.now() + 1_000_000_000);
    const { lines } = await this.#askForRow(this.#withAny(new Map()), async (sessionToken) => ({
      session: { sessionToken, userId: "0", expires },
      user: { id: "0" },
    }));
    return lines.at(-1)!;
  }

  #withAny(sent: SentCookies): SentCookies {
    return new Map([...this.#names.map((name) => [name, "any"] as const), ...sent]);
  }

  async #askForToken(
    sent: SentCookies,
    decode: unknown = this.#config.jwt?.decode,
  ): Promise<{ token: Token | null; lines: Lines }> {
    let token: Token | null = null;
    const lines = await this.#ask(sent, {
      jwt: { ...this.#config.jwt, ...(decode !== undefined && { decode }) },
      // What the app makes of a token whenever it is looked at, it makes for its own requests.
      callbacks: {
        jwt(found: { readonly token: Token }) {
          token = found.token;
          return token;
        },
      },
    });
    return { token, lines };
  }

  async #askForRow(sent: SentCookies, getSessionAndUser: Adapter["getSessionAndUser"]): Promise<{ lines: Lines }> {
    const unchanged = async () => null;
    const adapter = {
      ...(this.#config.adapter as object),
      getSessionAndUser,
      updateSession: unchanged,
      deleteSession: unchanged,
    };
    return { lines: await this.#ask(sent, { adapter, callbacks: {} }) };
  }

  /** @returns the lines with its session's cookie. */
  async #ask(sent: SentCookies, more: object): Promise<Lines> {
    const { secret = process.env.AUTH_SECRET } = this.#config;
    const answer = await this.#auth(this.#request(sent), {
      ...this.#config,
      secret,
      trustHost: true,
      basePath: "/auth",
      events: {},
      logger: { error() {}, warn() {}, debug() {} },
      ...more,
    } as never);
    if (answer.status >= 500) throw new Error("the library finds its configuration wanting");
    return answer.headers.getSetCookie().filter((line) => {
      const { name } = parseLine(line);
      return this.#names.some((own) => name === own || name.startsWith(`${own}.`));
    });
  }

  #request(sent: SentCookies): Request {
    const real = this.#asking();
    const forwarded = `${real?.headers["x-forwarded-proto"] ?? ""}`.split(",")[0]!.trim();
    const isSecure = (real?.socket as TLSSocket | undefined)?.encrypted === true || forwarded === "https";
    const origin = `${isSecure ? "https" : "http"}://${real?.headers.host ?? "localhost"}`;
    return new Request(`${origin}/auth/session`, { headers: sent.size === 0 ? {} : { cookie: headerOf(sent) } });
  }
}
