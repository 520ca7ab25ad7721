/** What a panel has changed in a session, for the copies of it that requests have. */

import type { Content } from "../bridge.ts";
import type { Moment } from "./ended-sessions.ts";
import type { LibrarySession } from "./library.ts";
import type { Work } from "./work.ts";

export interface PanelEdit {
  readonly before: Content["entries"];
  readonly after: Content["entries"];
  /** What it has changed beside the values. */
  readonly move: (session: LibrarySession) => void;
  readonly at: Moment;
}

export function applyEdit(work: Work, sid: string, { before, after, move }: PanelEdit): void {
  if (!work.request?.session) return;
  const { session } = work.request;
  work.merge(sid, before, after);
  move(session);
}
