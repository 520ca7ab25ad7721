/** NextAuth 4, and 5 (Auth.js), in Next.js: `inspectNext(inspect(NextAuth, authConfig))`. */

import type { DebugOptions } from "../core/settings.ts";
import { inspectAuth, type Middleware } from "./auth-js/inspect-auth.ts";
import type { Auth, AuthConfig } from "./auth-js/library.ts";
import { cookiesIn } from "./base/set-cookie-lines.ts";

/** As the app has it from "next-auth". */
export type NextAuth = (config: never) => unknown;

export type { AuthConfig };

const cookiesOf4 = ["next-auth.session-token", "__Secure-next-auth.session-token"];
const cookiesOf5 = ["authjs.session-token", "__Secure-authjs.session-token"];

/**
 * Middleware that shows the sessions of NextAuth in the Sessionscope panel: those in their cookie ("jwt") to edit, those in a database
 * to read. It is given what the app gives `NextAuth`, as an object. In production (`NODE_ENV`) it does nothing, unless a token
 * is configured.
 */
export function inspect(nextAuth: NextAuth, config: AuthConfig, debug: DebugOptions = {}): Middleware {
  return inspectAuth(authOf(nextAuth), config, debug, { name: "NextAuth", cookies: [...cookiesOf4, ...cookiesOf5] });
}

/** What version 5 answers. */
interface Made {
  readonly handlers: { readonly GET: (request: Request) => Promise<Response> };
}

/** What version 4 answers: a handler as Next's folder `pages/api` has them. */
type ApiHandler = (request: object, response: object) => Promise<void>;

/** The library asked as `Auth` of "@auth/core" is. */
function authOf(nextAuth: NextAuth): Auth {
  return (request, config) => {
    const made = nextAuth(config) as Made | ApiHandler;
    if (typeof made === "function") return callApi(made, request, config);
    // Next's own requests have their address twice.
    return made.handlers.GET(Object.assign(request, { nextUrl: new URL(request.url) }));
  };
}

async function callApi(handler: ApiHandler, { url, headers }: Request, config: AuthConfig): Promise<Response> {
  const secret = config.secret ?? (config.jwt as { secret?: string } | undefined)?.secret;
  if ((secret ?? process.env.NEXTAUTH_SECRET) === undefined) {
    // It then makes one of all its options, of which some are not the app's here.
    throw new Error("NextAuth has no secret: set NEXTAUTH_SECRET, or secret among its options");
  }
  const { protocol, host } = new URL(url);
  const response = new ApiResponse();
  await handler(
    {
      method: "GET",
      query: { nextauth: ["session"] },
      cookies: Object.fromEntries([...cookiesIn(headers.get("cookie") ?? undefined)].map(decoded)),
      headers: { ...Object.fromEntries(headers), host, "x-forwarded-proto": protocol.slice(0, -1) },
    },
    response,
  );
  const lines = response.lines.map((line) => ["set-cookie", line] as [string, string]);
  return new Response(null, { status: response.code, headers: lines });
}

/** As Next gives cookies to handlers. */
function decoded([name, value]: readonly [string, string]): [name: string, value: string] {
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    return [name, value];
  }
}

/** What the library does to a response. */
class ApiResponse {
  code = 200;
  lines: readonly string[] = [];

  status(code: number): this {
    this.code = code;
    return this;
  }

  getHeader(name: string): readonly string[] | undefined {
    return name.toLowerCase() === "set-cookie" ? this.lines : undefined;
  }

  setHeader(name: string, value: string | readonly string[]): this {
    if (name.toLowerCase() === "set-cookie") this.lines = [value].flat();
    return this;
  }

  send(): void {}
  json(): void {}
  end(): void {}
}
