/** better-auth, as far as it is called here: each of these is public to its plugins. */

import { headerOf } from "../base/set-cookie-lines.ts";
import type { Lines, SentCookies } from "../bridge.ts";

/** A column of a table, as the app or a plugin has described it. */
export interface Column {
  readonly type: string | readonly string[];
  /** `true` unless said otherwise. */
  readonly required?: boolean | undefined;
  /** `false`: the library gives it to nobody. */
  readonly returned?: boolean | undefined;
}

export type Columns = Readonly<Record<string, Column>>;

export interface SessionRow extends Record<string, unknown> {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date | string;
  readonly expiresAt: Date | string;
}

export interface UserRow {
  readonly id: string;
  readonly email?: string | null;
}

export interface FoundRow {
  readonly session: SessionRow;
  readonly user: UserRow;
}

interface CookieSetting {
  readonly name: string;
  readonly attributes: {
    readonly domain?: string;
    readonly path?: string;
    readonly secure?: boolean;
    readonly httpOnly?: boolean;
    readonly sameSite?: string;
    readonly partitioned?: boolean;
    readonly maxAge?: number;
  };
}

/** The library's context, which plugins are given. */
export interface AuthContext {
  readonly version?: string;
  readonly baseURL: string;
  readonly secret: string;
  readonly options: {
    readonly basePath?: string | undefined;
    readonly plugins?: readonly { readonly id: string }[] | undefined;
    readonly database?: unknown;
    readonly secondaryStorage?: unknown;
    readonly session?:
      | {
          readonly additionalFields?: Columns | undefined;
          readonly storeSessionInDatabase?: boolean | undefined;
          readonly cookieCache?: { readonly enabled?: boolean } | undefined;
        }
      | undefined;
  };
  readonly tables: { readonly session?: { readonly fields: Columns } };
  readonly sessionConfig: { readonly expiresIn: number };
  readonly authCookies: Readonly<Record<"sessionToken" | "sessionData" | "dontRememberToken", CookieSetting>>;
  readonly internalAdapter: {
    findSession(token: string): Promise<FoundRow | null>;
    updateSession(token: string, change: Readonly<Record<string, unknown>>): Promise<unknown>;
    deleteSession(token: string): Promise<unknown>;
  };
  readonly adapter: {
    readonly id: string;
    findMany(query: RowQuery): Promise<readonly JoinedRow[]>;
    findOne(query: RowQuery): Promise<JoinedRow | null>;
  };
}

interface RowQuery {
  model: "session";
  where: { field: string; operator?: "gt"; value: string | Date }[];
  limit?: number;
  join: { user: true };
}

export interface JoinedRow extends SessionRow {
  readonly user: UserRow | null;
}

/** What an endpoint of the library is given. */
export interface EndpointContext {
  readonly context: AuthContext;
  /** Of the browser's request; left out where the app calls `auth.api`. */
  readonly request?: Request | undefined;
  getSignedCookie(name: string, secret: string): Promise<string | false | null | undefined>;
}

export interface Library {
  createAuthEndpoint<T>(
    options: { readonly method: "GET" },
    handler: (context: EndpointContext) => Promise<T>,
  ): (call: {
    readonly headers: Headers;
    readonly context: AuthContext;
    readonly returnHeaders: true;
  }) => Promise<{ readonly response: T; readonly headers: Headers }>;
  deleteSessionCookie(context: EndpointContext): void;
  setCookieCache(context: EndpointContext, found: FoundRow, dontRemember: boolean): Promise<void>;
  setSessionCookie(context: EndpointContext, found: FoundRow, dontRemember: boolean): Promise<void>;
}

/** Works as an endpoint of the library that a browser with these cookies has asked; what it sets is not sent. */
export async function asEndpoint<T>(
  { createAuthEndpoint }: Library,
  auth: AuthContext,
  sent: SentCookies,
  work: (context: EndpointContext) => Promise<T>,
): Promise<{ readonly result: T; readonly lines: Lines }> {
  const endpoint = createAuthEndpoint({ method: "GET" }, work);
  const headers = new Headers({ cookie: headerOf(sent) });
  const { response, headers: set } = await endpoint({ headers, context: auth, returnHeaders: true });
  return { result: response, lines: set.getSetCookie() };
}
