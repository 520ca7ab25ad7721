/** Makes one recorded visit through the SDK. */

import { parseSetCookie } from "cookie";
import { type ExpiryValue, KeyError, type Session, SessionInterruptedError, type Sessions } from "sessionscope";
import { RecordedExchange } from "../recorded-exchange.ts";
import type { ExpectedCookie, Op, OpResult, Visit } from "./corpus.ts";

type Data = Record<string, unknown>;

export interface Outcome {
  readonly results: readonly OpResult[];
  readonly accessed: boolean;
  readonly modified: boolean;
  readonly interrupted: boolean;
  readonly setCookie: ExpectedCookie | null;
  /** Whether the response also deleted the host-only cookie beside the one of the domain. */
  readonly droppedHostOnly: boolean;
  readonly varyCookie: boolean;
  /** The jar after the response. */
  readonly jar: string | null;
}

export async function visit(sessions: Sessions<Data>, recorded: Visit, jar: string | null): Promise<Outcome> {
  const sent = { jar, none: null, unknown: "z".repeat(32), garbage: recorded.cookieValue }[recorded.cookie];
  const header = sent === null ? undefined : `${sessions.settings.cookieName}=${sent}`;
  const exchange = new RecordedExchange(header, recorded.status);
  const session = await sessions.open(exchange);
  const results: OpResult[] = [];
  for (const op of recorded.ops) results.push(await perform(session, op));
  const { accessed, modified } = session;
  let interrupted = false;
  try {
    await sessions.commit(session);
  } catch (error) {
    if (!(error instanceof SessionInterruptedError)) throw error;
    interrupted = true;
  }
  const lines = exchange.all("Set-Cookie");
  const line = lines.pop();
  const setCookie = line === undefined ? null : readLine(line, jar);
  const others = lines.map((other) => readLine(other, jar));
  if (others.length > 1 || others.some(({ deleted, domain }) => !deleted || domain !== null))
    throw new Error(`several Set-Cookie: ${lines}`);
  const value = line?.slice(line.indexOf("=") + 1).split(";")[0] ?? null;
  return {
    results,
    accessed,
    modified,
    interrupted,
    setCookie,
    droppedHostOnly: others.length > 0,
    varyCookie: exchange.all("Vary").includes("Cookie"),
    jar: setCookie ? (setCookie.deleted ? null : value) : jar,
  };
}

function readLine(line: string, jar: string | null): ExpectedCookie {
  const cookie = parseSetCookie(line);
  return {
    deleted: cookie.value === "" && cookie.maxAge === 0,
    maxAge: cookie.maxAge ?? null,
    hasExpires: cookie.expires !== undefined,
    path: cookie.path ?? "",
    domain: cookie.domain ?? null,
    httpOnly: cookie.httpOnly ?? false,
    secure: cookie.secure ?? false,
    sameSite: typeof cookie.sameSite === "string" ? cookie.sameSite[0]!.toUpperCase() + cookie.sameSite.slice(1) : null,
    sameValue: cookie.value === jar,
  };
}

async function perform(session: Session<Data>, [name, ...args]: Op): Promise<OpResult> {
  try {
    return { ok: ((await run(session, name, args)) ?? null) as never };
  } catch (error) {
    if (error instanceof KeyError) return { err: "KeyError" };
    throw error;
  }
}

function run(session: Session<Data>, name: string, args: readonly unknown[]): unknown {
  const [key, value] = args as [string, never];
  switch (name) {
    case "get":
      return session.get(key);
    case "pop":
      return session.pop(key);
    case "has":
      return session.has(key);
    case "getDefault":
      return session.get(key, value);
    case "item": // Python's s[key]
      if (!(key in session)) throw new KeyError(key);
      return session[key];
    case "set":
      session[key] = value;
      return null;
    case "del":
    case "delItem":
      return session.del(key);
    case "popDefault":
      return session.pop(key, value);
    case "setDefault":
      return session.setDefault(key, value);
    case "update":
      return session.update(args[0] as Data);
    case "keys":
      return [...session.keys()].sort();
    case "items":
      return Object.fromEntries(session);
    case "setExpiry":
      return session.setExpiry(expiryOf(args[0]));
    case "getExpiryAgeOf":
      return session.getExpiryAge({ expiry: args[0] as number });
    case "accessed":
    case "modified":
      return session[name];
    case "clear":
    case "isEmpty":
    case "flush":
    case "cycleKey":
    case "getExpiryAge":
    case "getExpireAtBrowserClose":
    case "getSessionCookieAge":
    case "setTestCookie":
    case "testCookieWorked":
    case "deleteTestCookie":
      return session[name]();
    default:
      throw new Error(`unknown op ${name}`);
  }
}

function expiryOf(recorded: unknown): ExpiryValue {
  const given = recorded as { seconds?: number; at?: number; delta?: number } | null;
  if (given === null) return null;
  if (given.seconds !== undefined) return given.seconds;
  return given.at !== undefined ? new Date(Date.now() + given.at * 1000) : { seconds: given.delta! };
}
