/** Sessions for the App Router of Next.js: `nextSessions(sessions)` where the server starts, then `await getSession()`. */

import { cookies } from "next/headers.js";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions } from "../create-sessions.ts";
import { waitForSessions } from "./mounting/opened-sessions.ts";
import { type ServedSession, servedSession, serveSessions } from "./mounting/served-sessions.ts";

/**
 * From now on `getSession` gives each request of this process its session, and an answer leaves once its session is saved. Call it when
 * the server starts, from instrumentation.js. Called again, it takes the place of what it was given before.
 */
export async function nextSessions<Data extends object = SessionData>(given: GivenSessions<Data>): Promise<void> {
  serveSessions(await waitForSessions(given, "nextSessions"));
}

/**
 * The session of the request for which this code runs: in route handlers, server actions, server components and `proxy`.
 * @throws UnsupportedError where `nextSessions` was not called before the request came.
 */
export async function getSession<Data extends object = SessionData>(): Promise<Session<Data>> {
  return (await served()).session as Session<Data>;
}

/**
 * Saves the session of this request now, not only when the answer leaves; it takes no change after that. Next makes the page
 * that a server action redirects to while the action is answered: it finds what was saved before `redirect`.
 * @throws UnsupportedError as `getSession`, and the errors of a session that cannot be saved.
 */
export async function saveSession(): Promise<void> {
  await (await served()).save();
}

async function served(): Promise<ServedSession> {
  // So Next knows that what is made here is for one request alone, and makes none of it when the app is built.
  await cookies();
  return servedSession(
    "Call nextSessions(createSessions({ … })) when the server starts, from register() in instrumentation.js, on the Node runtime; a request that came before that has to be sent again.",
  );
}
