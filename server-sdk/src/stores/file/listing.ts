/** Pages of sessions in the order of their files' names. */

import type { SessionId } from "../../core/session-key.ts";
import type { ListQuery, SessionPage, StoredSession } from "../../core/store.ts";
import { isDead, meetsQuery } from "../../core/stored-session.ts";
import { sessionFiles } from "./directories.ts";
import { type FileContent, idOfFile } from "./session-file.ts";
import type { UserIndex } from "./user-index.ts";

/** Files read between two answers, at most. */
const maxFilesRead = 1000;

export interface ListedFiles {
  readonly root: string;
  readonly users: UserIndex;
  read(id: SessionId): Promise<FileContent | null>;
  /** For a session that no longer is the user's. */
  forget(user: string, id: SessionId): Promise<void>;
}

export async function listFiles(query: ListQuery, files: ListedFiles): Promise<SessionPage> {
  const { cursor = "", limit, user, state = "live" } = query;
  // The index may have forgotten the dead.
  const indexed = state === "live" ? user : undefined;
  const sessions = new Map<SessionId, StoredSession>();
  let last = cursor;
  let looked = 0;
  for await (const file of indexed === undefined
    ? sessionFiles(files.root, cursor)
    : await files.users.files(indexed, cursor)) {
    if (sessions.size >= limit || looked++ >= maxFilesRead) return { sessions, next: last };
    last = file;
    const id = idOfFile(file);
    if (id === null) continue;
    const content = await files.read(id);
    const session = content && "session" in content ? content.session : null;
    if (indexed !== undefined && (!session || session.user !== indexed || isDead(session))) {
      await files.forget(indexed, id);
    } else if (session && meetsQuery(session, query)) sessions.set(id, session);
  }
  return { sessions, next: null };
}
