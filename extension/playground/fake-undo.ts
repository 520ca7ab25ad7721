/** What the fake server can still undo. It keeps the sessions as they are: only a real server must keep them unreadable. */

import type { Changed, Expiry, Params, Result, Ticket } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import type { FakeSession, Texts } from "./fake-sessions.ts";

interface Kept {
  readonly texts: ReadonlyMap<string, string>;
  readonly expiry: Expiry;
  readonly user: string | null;
  readonly until: number;
}

export interface RestoreParts {
  created(texts: Texts, expiry: Expiry, user: string | null): Changed;
  demandAt(revision: number): FakeSession;
  demandRoom(texts: Texts, session: FakeSession): void;
  write(session: FakeSession, texts: Texts): Changed;
}

const lifetime = 600_000;

export class FakeUndo {
  readonly #kept = new Map<string, Kept>();

  keep({ entries, expiry, user }: FakeSession): Ticket {
    const ticket = crypto.randomUUID();
    const until = Date.now() + lifetime;
    this.#kept.set(ticket, { texts: new Map([...entries].map(([key, { text }]) => [key, text])), expiry, user, until });
    return { ticket, until };
  }

  /** Drops everything, as a server does that was started again. */
  forget(): void {
    this.#kept.clear();
  }

  /** @throws CommandError for a ticket that leads nowhere, and where somebody has changed one of the keys since. */
  restore(
    { ticket, revision, leave = [] }: Params<"undo.restore">,
    { created, demandAt, demandRoom, write }: RestoreParts,
  ): Result<"undo.restore"> {
    const kept = this.#kept.get(ticket);
    if (kept === undefined || Date.now() >= kept.until)
      return refuse("ticket-gone", "There is nothing for this ticket.");
    const { texts: all, expiry, user } = kept;
    let changed: Changed;
    if (revision === null) changed = created(all, expiry, user);
    else {
      const session = demandAt(revision);
      const texts = new Map([...all].filter(([key]) => !leave.includes(key)));
      const keys = [...texts].filter(([key, text]) => (session.entries.get(key)?.text ?? text) !== text);
      const isAnothers = session.user !== null && session.user !== user;
      if (keys.length > 0 || isAnothers) {
        refuse("conflict", "The session has changed.", { keys: keys.map(([key]) => key) });
      }
      demandRoom(texts, session);
      Object.assign(session, { expiry, user });
      changed = write(session, texts);
    }
    this.#kept.delete(ticket);
    return { ...changed, sessions: 1 };
  }
}
