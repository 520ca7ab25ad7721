/** Finds the session that a command is about, or says why there is none. */

import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import type { FoundSession, NamedSession } from "./session-access.ts";

/** The live session behind the asking browser's cookie, if there is one. */
export async function findSession({ cookie, moreCookies, sessions }: CommandContext): Promise<FoundSession | null> {
  return cookie === null ? null : sessions.find(cookie, moreCookies);
}

/** The live session behind the asking browser's cookie. @throws CommandError when there is none. */
export async function demandSession(context: CommandContext): Promise<FoundSession> {
  if (context.cookie === null) throw new CommandError("no-session", "No session cookie was sent.");
  const found = await findSession(context);
  if (!found) throw new CommandError("gone", "The session of this cookie is gone.");
  return found;
}

/** The same session, if it is at this revision. @throws CommandError also when it has moved on. */
export async function demandRevision(context: CommandContext, revision: number): Promise<FoundSession> {
  const found = await demandSession(context);
  if (found.stored.revision !== revision) throw staleRevision(found);
  return found;
}

/** Says that another commit has come first. */
export function staleRevision({ stored: { revision } }: NamedSession): CommandError {
  return new CommandError("stale-revision", `The session is at revision ${revision} by now.`, { revision });
}
