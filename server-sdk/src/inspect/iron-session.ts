/** iron-session 8 and 9, for Express, connect and `node:http`: `app.use(inspect(getIronSession, sessionOptions))`. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { BoundedMap } from "../core/bounded-map.ts";
import { SessionTooLargeError } from "../core/errors.ts";
import type { DebugOptions } from "../core/settings.ts";
import { CookieInspection } from "./base/inspect-cookies.ts";
import { isInspectable, passOn } from "./base/inspectable.ts";
import { giveData, SealedBridge, type Sealing } from "./base/sealed-bridge.ts";
import { dropLineOf, factsOf, headerOf, parseLine } from "./base/set-cookie-lines.ts";
import type { SentCookies } from "./bridge.ts";

/** As the app has it from "iron-session". */
export type GetIronSession = (request: Request, response: Response, options: never) => Promise<unknown>;

/** What the app gives `getIronSession`, as far as it matters here. */
export interface IronSessionOptions {
  readonly cookieName: string;
  /** Of iron-session 9: a long session is kept in several cookies. */
  readonly chunk?: boolean;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

interface IronSession extends Record<string, unknown> {
  save(): Promise<void>;
}

const rememberedSeals = 100;
/** Bytes. A seal is longer than what is in it; the library says so when it is too long. */
const limits = { whole: 4096, chunked: 16_384 } as const;

/**
 * Middleware that shows the sessions of iron-session in the Sessionscope panel. Put it before the pages; they go on calling
 * `getIronSession` as before. In production (`NODE_ENV`) it does nothing, unless a token is configured.
 */
export function inspect(
  getIronSession: GetIronSession,
  options: IronSessionOptions,
  debug: DebugOptions = {},
): Middleware {
  if (!isInspectable(debug)) return passOn;
  const inspection = new CookieInspection(new SealedBridge(ironSealing(getIronSession, options)), debug);
  return (request, response, next) => inspection.handle(request, response, next, next);
}

function ironSealing(getIronSession: GetIronSession, options: IronSessionOptions): Sealing {
  const { cookieName, chunk = false } = options;
  const get = async (sent: SentCookies, response: Response, more: object = {}): Promise<IronSession> => {
    const request = new Request("https://localhost/", { headers: { cookie: headerOf(sent) } });
    return (await getIronSession(request, response, { ...options, ...more } as never)) as IronSession;
  };
  /** `null`: it cannot be opened. */
  const open = async (sent: SentCookies): Promise<IronSession | null> => {
    let failed = false;
    const onUnsealError = () => {
      failed = true;
    };
    const session = await get(sent, new Response(), { onUnsealError });
    return failed ? null : session;
  };
  /** iron-session 8 tells nobody that it could not open a cookie: its session is then empty. */
  let telling: Promise<boolean> | undefined;
  const tells = () => (telling ??= open(new Map([[cookieName, "no seal"]])).then((session) => session === null));
  /** Seals of empty sessions that the panel has made. */
  const emptied = new BoundedMap<string, true>(rememberedSeals);
  const seal: Sealing["seal"] = async (data, sent) => {
    const response = new Response();
    const session = await get(sent, response);
    for (const key of Object.keys(session)) delete session[key];
    giveData("iron-session", session, data);
    try {
      await session.save();
    } catch (error) {
      if (!/too (big|large)|needs \d+ cookies/i.test(`${error}`)) throw error;
      throw new SessionTooLargeError(Buffer.byteLength(JSON.stringify(data)), limits[chunk ? "chunked" : "whole"], "");
    }
    const lines = response.headers.getSetCookie();
    if (Object.keys(data).length === 0) emptied.set(parseLine(lines.at(-1)!).value, true);
    return lines;
  };
  /** A line as the library writes it. */
  let sampling: Promise<string> | undefined;
  const sample = () => (sampling ??= seal({}, new Map()).then((lines) => lines.at(-1)!));
  const more = chunk ? [`${cookieName}.*`] : [];
  return {
    name: "iron-session",
    limit: limits[chunk ? "chunked" : "whole"],
    cookie: async () => ({ ...factsOf(parseLine(await sample())), more }),
    async open(sent) {
      if (![...sent.keys()].some((name) => name === cookieName || name.startsWith(`${cookieName}.`))) return null;
      const session = await open(sent);
      const isEmpty = session !== null && Object.keys(session).length === 0;
      if (session === null || (isEmpty && !emptied.get(sent.get(cookieName) ?? "") && !(await tells()))) return null;
      return { data: { ...session } };
    },
    seal,
    async dropLines() {
      const line = await sample();
      const names = chunk ? [cookieName, ...[0, 1, 2, 3].map((part) => `${cookieName}.${part}`)] : [cookieName];
      return names.map((name) => dropLineOf(line, name));
    },
  };
}
