/** Finds the session that a command is about, or says why there is none. */

import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import type { FoundSession, NamedSession } from "./session-access.ts";

/** `known`: what the panel knows the session at. Of another library's, several processes number the states. */
type Asked = CommandContext & { readonly known?: { readonly handle?: string; readonly revision: number } | undefined };

/** The live session behind the asking browser's cookie, if there is one. */
export async function findSession(context: Asked): Promise<FoundSession | null> {
  const { cookie, moreCookies, sessions, known } = context;
  if (cookie === null) return null;
  const found = await sessions.find(cookie, moreCookies);
  const told = found && sessions.foreign && known && (known.handle ?? found.handle) === found.handle;
  if (!told || known.revision <= found.stored.revision) return found;
  sessions.foreign!.toldElsewhere(found, known.revision);
  return sessions.find(cookie, moreCookies);
}

/** The live session behind the asking browser's cookie. @throws CommandError when there is none. */
export async function demandSession(context: Asked): Promise<FoundSession> {
  if (context.cookie === null) throw new CommandError("no-session", "No session cookie was sent.");
  const found = await findSession(context);
  if (!found) throw new CommandError("gone", "The session of this cookie is gone.");
  return found;
}

/** The same session, if it is at this revision. @throws CommandError also when it has moved on. */
export async function demandRevision(context: CommandContext, revision: number): Promise<FoundSession> {
  const found = await demandSession({ ...context, known: { revision } });
  if (found.stored.revision !== revision) throw staleRevision(found);
  return found;
}

/** Says that another commit has come first. */
export function staleRevision({ stored: { revision } }: NamedSession): CommandError {
  return new CommandError("stale-revision", `The session is at revision ${revision} by now.`, { revision });
}
