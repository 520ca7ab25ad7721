/** Finds the session that a ref names, or says why there is none. */

import { asStoreError, UnsupportedError } from "../../core/errors.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { Store, StoredSession } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../command-error.ts";
import type { NamedSession } from "../session-access.ts";

/** A session found by its ref. */
export interface ReferredSession extends NamedSession {
  readonly id: SessionId;
}

/** @throws UnsupportedError where the server holds no sessions. */
export function serverStore({ store }: CommandContext): Store {
  if (store.kind === "server") return store;
  throw new UnsupportedError(`${store.name} sessions live in the browsers: there is no store to look into.`);
}

/** Asks the store. @throws StoreError when it fails. */
export async function asking<T>(doing: string, store: Store, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asStoreError(doing, store, error);
  }
}

/** @throws CommandError `stale-cursor` for a ref of another server. */
function idOf(context: CommandContext, ref: string): SessionId {
  const id = context.refs.idIn(ref);
  if (id !== null) return id;
  throw new CommandError("stale-cursor", "This server has not listed that session. List the sessions again.");
}

/** The session, live or expired; `null`: it is gone. */
export async function findStored(context: CommandContext, ref: string): Promise<ReferredSession | null> {
  const id = idOf(context, ref);
  const store = serverStore(context);
  const stored = await asking("load a session", store, store.loadAny ? store.loadAny(id) : store.load(id));
  return stored && referred(context, id, stored);
}

/** The live session. @throws CommandError `gone`. */
export async function demandStored(context: CommandContext, ref: string): Promise<ReferredSession> {
  const found = await findStored(context, ref);
  if (found && !isDead(found.stored)) return found;
  throw new CommandError("gone", found ? "That session has expired." : "That session is gone.");
}

export function referred({ handleOf }: CommandContext, id: SessionId, stored: StoredSession): ReferredSession {
  return { id, handle: handleOf(id), stored };
}
