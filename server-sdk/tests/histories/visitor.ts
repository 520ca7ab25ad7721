/** Makes the requests of a history; each step is one request through the session manager. */

import { type Exchange, type Session, SessionInterruptedError, type Sessions, StoreError } from "sessionscope";
import { counterKey, type RequestRecord, writtenBy } from "./history.ts";

export type Data = Record<string, unknown>;

export interface Step {
  readonly read: readonly string[];
  readonly set: readonly string[];
  readonly delete: readonly string[];
  readonly increment: boolean;
  readonly renew: boolean;
  readonly ends: RequestRecord["ends"];
}

/** The visitor who makes a request, and the cookie of the request. */
export interface Visitor {
  readonly lineage: string;
  readonly key: string;
}

export class RecordingExchange implements Exchange {
  readonly method = "POST";
  readonly path = "/";
  readonly secure = true;
  readonly status = 200;
  readonly sent = false;
  readonly cookieHeader: string | undefined;
  setCookie: string | null = null;
  /** When the head of the response was made. */
  answered: number | null = null;
  readonly #now: () => number;
  constructor(cookieHeader: string | undefined, now: () => number = () => 0) {
    this.cookieHeader = cookieHeader;
    this.#now = now;
  }
  addHeader(name: string, value: string): void {
    this.answered ??= this.#now();
    if (name === "Set-Cookie") this.setCookie = value;
  }
}

/** Creates a visitor whose session holds one entry. */
export async function newVisitor(sessions: Sessions<Data>, lineage: string): Promise<Visitor> {
  const exchange = new RecordingExchange(undefined);
  const session = await sessions.open(exchange);
  session.born = true;
  await sessions.commit(session);
  return { lineage, key: keyIn(exchange)! };
}

/** The key in the response's cookie; empty if the response deletes the cookie, `null` if it sets none. */
function keyIn({ setCookie }: RecordingExchange): string | null {
  return /^[^=]+=([^;]*);/.exec(setCookie ?? "")?.[1] ?? null;
}

export async function makeRequest(
  sessions: Sessions<Data>,
  visitor: Visitor,
  request: string,
  step: Step,
  now: () => number,
): Promise<RequestRecord> {
  const { lineage, key } = visitor;
  const exchange = new RecordingExchange(`${sessions.settings.cookieName}=${key}`, now);
  const read: Record<string, string | null> = {};
  const start = now();
  let outcome: RequestRecord["outcome"] = "acknowledged";
  let deleted: readonly string[] = [];
  try {
    const session = await sessions.open(exchange);
    for (const name of step.read) read[name] = (session.get(name) as string | undefined) ?? null;
    // A visitor whose session is gone starts a new lineage with the next write.
    if (session.has("born")) deleted = await act(session, request, step);
    else outcome = "gone";
    await sessions.commit(session);
  } catch (error) {
    outcome = outcomeOf(error);
  }
  const end = now();
  const answered = exchange.answered ?? end;
  const answer = { outcome, cookie: keyIn(exchange), server: `${process.pid}`, answered };
  return { ...step, delete: deleted, request, lineage, key, start, end, read, ...answer };
}

/** The two failures an app distinguishes: repeat the request, or try later. Any other error is a bug. */
function outcomeOf(error: unknown): RequestRecord["outcome"] {
  if (error instanceof SessionInterruptedError && error.status === 400) return "gone";
  if (error instanceof StoreError && error.status === 503) return "unknown";
  throw error;
}

/** Performs one step on the session. @returns the deleted keys that existed. */
async function act(session: Session<Data>, request: string, step: Step): Promise<readonly string[]> {
  for (const name of step.set) session[name] = writtenBy(request, name);
  const deleted = step.delete.filter((name) => session.delete(name));
  if (step.increment) session.update(counterKey, (count) => Number(count ?? 0) + 1);
  if (step.renew) session.born = true;
  if (step.ends === "cycle") await session.cycleKey();
  if (step.ends === "flush") await session.flush();
  return deleted;
}
