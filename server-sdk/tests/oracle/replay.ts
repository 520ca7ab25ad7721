/** Replays the recorded visits over a store and compares our answers with Django's. */

import { isDeepStrictEqual } from "node:util";
import {
  type ClientStore,
  createSessions,
  type SessionId,
  type Sessions,
  SettingError,
  type Store,
} from "sessionscope";
import { sessionIdOf } from "../../src/core/session-key.ts";
import type { FakeClock } from "../../src/testing/fake-clock.ts";
import type { ExpectedCookie, Scenario, Visit } from "./corpus.ts";
import { adjustments, type Difference, rules } from "./rules.ts";
import { type Outcome, visit } from "./visit.ts";

/** The replay starts now, because a cache server expires entries by its own clock. The recording has relative times only. */
const beginning = Date.now();

export interface Tally {
  /** The number of visits compared. */
  compared: number;
  /** Rule → the number of differences that it explained. */
  readonly explained: Map<string, number>;
  /** Differences that no rule explains. */
  readonly unexplained: string[];
}

export const newTally = (): Tally => ({ compared: 0, explained: new Map(), unexplained: [] });

export async function replay(
  scenario: Scenario,
  store: Store | ClientStore,
  clock: FakeClock,
  tally: Tally,
): Promise<void> {
  clock.set(beginning);
  const made = new Set<SessionId>();
  const sessions = await sessionsOf(scenario, noting(store, made), tally);
  let jar: string | null = null;
  for (const [index, recorded] of scenario.requests.entries()) {
    clock.advance(recorded.advance * 1000);
    const hadSession = recorded.cookie === "jar" && (await stored(store, jar, sessions)) !== null;
    const visited = await visit(sessions, recorded, jar);
    tally.compared++;
    if (startedAfresh(recorded, visited, hadSession)) {
      count(tally, adjustments.freshStart);
      if (visited.jar && visited.jar !== jar) made.delete(sessionIdOf(visited.jar as never));
      continue;
    }
    const dropped = isDroppedByDjango(recorded);
    const outcome = dropped ? { ...visited, jar: null } : visited;
    const after = await stored(store, outcome.jar, sessions);
    const fields = differences(scenario, dropped ? withoutDeletion(recorded, tally) : recorded, outcome, after, tally);
    if (recorded.expect.rows !== null && (await living(store, made)) > recorded.expect.rows) fields.add("rows");
    jar = outcome.jar;
    if (fields.size === 0) continue;
    const own = recorded.cookie === "jar" || outcome.setCookie ? after : null;
    const hasData = own !== null && Object.keys(own.data).length > 0;
    const difference: Difference = { scenario, index, visit: recorded, outcome, fields, hadSession, hasData };
    const rule = rules.find(({ explains }) => explains(difference));
    if (rule) count(tally, rule.name);
    else
      tally.unexplained.push(
        JSON.stringify({
          ...difference,
          fields: [...fields],
          after,
          scenario: scenario.settings,
          history: scenario.requests.slice(0, index),
        }),
      );
    break;
  }
}

/** Wraps the store to record the ids of its sessions. */
function noting(store: Store | ClientStore, made: Set<SessionId>): Store | ClientStore {
  if (store.kind === "client") return store;
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: SessionId[]) => {
        if (name === "create") made.add(args[0]!);
        if (name === "rotate") made.add(args[1]!);
        return member.apply(target, args);
      };
    },
  });
}

/** The number of live sessions. Django's table may also have rows of expired ones, but never fewer rows. */
async function living(store: Store | ClientStore, made: ReadonlySet<SessionId>): Promise<number> {
  if (store.kind === "client") return 0;
  const found = await Promise.all([...made].map((id) => store.load(id)));
  return found.filter((session) => session !== null).length;
}

async function sessionsOf(
  scenario: Scenario,
  store: Store | ClientStore,
  tally: Tally,
): Promise<Sessions<Record<string, unknown>>> {
  const { settings } = scenario;
  const input = {
    store,
    cookieName: settings.SESSION_COOKIE_NAME,
    cookieAge: settings.SESSION_COOKIE_AGE,
    expireAtBrowserClose: settings.SESSION_EXPIRE_AT_BROWSER_CLOSE,
    saveEveryRequest: settings.SESSION_SAVE_EVERY_REQUEST,
    cookieDomain: settings.SESSION_COOKIE_DOMAIN,
    cookiePath: settings.SESSION_COOKIE_PATH,
    cookieSecure: settings.SESSION_COOKIE_SECURE,
    cookieHttpOnly: settings.SESSION_COOKIE_HTTPONLY,
    cookieSameSite: settings.SESSION_COOKIE_SAMESITE,
  };
  try {
    return await createSessions(input);
  } catch (error) {
    if (!(error instanceof SettingError) || error.setting !== "cookieSameSite") throw error;
    count(tally, adjustments.sameSiteNone);
    return createSessions({ ...input, cookieSecure: true });
  }
}

interface AtRest {
  readonly data: Record<string, unknown>;
  readonly expiresIn: number;
}

async function stored(
  store: Store | ClientStore,
  jar: string | null,
  sessions: Sessions<Record<string, unknown>>,
): Promise<AtRest | null> {
  if (jar === null) return null;
  const session =
    store.kind === "server"
      ? await store.load(sessionIdOf(jar as never))
      : store.unseal(jar, sessions.settings.cookieName);
  if (!session) return null;
  const data = Object.fromEntries([...session.entries].map(([key, text]) => [key, JSON.parse(text)]));
  return { data, expiresIn: Math.round((session.expiresAt - Date.now()) / 1000) };
}

/** Django answers 400 to a `clear()` without a session. We keep nothing of such a visit, so both go on from the same state. */
function startedAfresh({ expect, ops }: Visit, outcome: Outcome, hadSession: boolean): boolean {
  const cleared = ops.some(([name]) => name === "clear");
  return expect.interrupted === true && !outcome.interrupted && !hadSession && cleared;
}

/** Django deletes the cookie of every session that it finds empty; we delete it only if the visit has ended the session. */
function isDroppedByDjango({ expect, ops }: Visit): boolean {
  return expect.setCookie?.deleted === true && !ops.some(([name]) => name === "flush");
}

function withoutDeletion(visit: Visit, tally: Tally): Visit {
  count(tally, adjustments.leftAlone);
  return { ...visit, expect: { ...visit.expect, setCookie: null, varyCookie: visit.expect.accessed } };
}

function differences(
  scenario: Scenario,
  { expect, ops }: Visit,
  outcome: Outcome,
  after: AtRest | null,
  tally: Tally,
): Set<string> {
  const fields = new Set<string>();
  const compare = (field: string, ours: unknown, djangos: unknown) => {
    if (!isDeepStrictEqual(ours, djangos)) fields.add(field);
  };
  for (const [index, result] of expect.results.entries())
    compare(`${ops[index]![0]}()`, outcome.results[index], result);
  compare("accessed", outcome.accessed, expect.accessed);
  compare("modified", outcome.modified, expect.modified);
  compare("interrupted", outcome.interrupted, expect.interrupted ?? false);
  if (expect.interrupted) return fields;
  if (outcome.droppedHostOnly) count(tally, adjustments.hostOnly);
  compare("setCookie", ...comparable(scenario, outcome.setCookie, expect.setCookie, tally));
  const asked = ops.some(([name]) => name === "isEmpty");
  if (asked && !expect.varyCookie) count(tally, adjustments.vary);
  compare("varyCookie", outcome.varyCookie, expect.varyCookie || asked);
  // Django keeps a row that has expired already; here it is not a session.
  if (scenario.engine === "db")
    compare("stored", after, expect.stored && expect.stored.expiresIn <= 0 ? null : expect.stored);
  return fields;
}

function comparable(
  { engine, settings }: Scenario,
  ours: ExpectedCookie | null,
  djangos: ExpectedCookie | null,
  tally: Tally,
): [ExpectedCookie | null, ExpectedCookie | null] {
  if (!ours || !djangos) return [ours, djangos];
  const secured = settings.SESSION_COOKIE_SAMESITE === "None" && !settings.SESSION_COOKIE_SECURE;
  let expected = secured ? { ...djangos, secure: true } : djangos;
  // Sealing gives a new value each time.
  if (engine === "signed") expected = { ...expected, sameValue: ours.sameValue };
  if (ours.deleted && djangos.deleted) {
    const own = { httpOnly: settings.SESSION_COOKIE_HTTPONLY, secure: settings.SESSION_COOKIE_SECURE || secured };
    if (!isDeepStrictEqual({ ...expected, ...own }, expected)) count(tally, adjustments.deletion);
    expected = { ...expected, ...own };
  }
  return [ours, expected];
}

function count(tally: Tally, rule: string): void {
  tally.explained.set(rule, (tally.explained.get(rule) ?? 0) + 1);
}
