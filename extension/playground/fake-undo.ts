/** What the fake server can still undo. It keeps the sessions as they are: only a real server must keep them unreadable. */

import type { Changed, Expiry, Params, Result, Ticket } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import type { FakeSession, Texts } from "./fake-sessions.ts";

interface KeptSession {
  readonly texts: ReadonlyMap<string, string>;
  readonly expiry: Expiry;
  readonly user: string | null;
}

interface Kept {
  /** Whose sessions they are: the asking browser's, or any that were deleted in the store. */
  readonly of: "browser" | "store";
  readonly sessions: readonly KeptSession[];
  readonly until: number;
}

export interface RestoreParts {
  created(texts: Texts, expiry: Expiry, user: string | null): Changed;
  demandAt(revision: number): FakeSession;
  demandRoom(texts: Texts, session: FakeSession): void;
  write(session: FakeSession, texts: Texts): Changed;
  /** The session of the asking browser as it is. */
  unchanged(): Changed;
}

const lifetime = 600_000;
const policy: Expiry = { kind: "policy" };

/** `null`: its moment has passed since, and the session that got it would be dead at once. */
const living = (expiry: Expiry): Expiry | null => (expiry.kind === "moment" && expiry.at <= Date.now() ? null : expiry);

export class FakeUndo {
  readonly #kept = new Map<string, Kept>();

  keep(session: FakeSession): Ticket {
    return this.#keep("browser", [session]);
  }

  /** For sessions that are deleted in the store. null: there are none. */
  keepStored(sessions: readonly FakeSession[]): Ticket | null {
    return sessions.length === 0 ? null : this.#keep("store", sessions);
  }

  /** Drops everything, as a server does that was started again. */
  forget(): void {
    this.#kept.clear();
  }

  /** @throws CommandError for a ticket that leads nowhere, and where somebody has changed one of the keys since. */
  restore(
    { ticket, revision, leave = [] }: Params<"undo.restore">,
    { created, demandAt, demandRoom, write, unchanged }: RestoreParts,
  ): Result<"undo.restore"> {
    const kept = this.#kept.get(ticket);
    if (kept === undefined || Date.now() >= kept.until)
      return refuse("ticket-gone", "There is nothing for this ticket.");
    if (kept.of === "store") {
      for (const { texts, expiry, user } of kept.sessions) created(texts, living(expiry) ?? policy, user);
      this.#kept.delete(ticket);
      return { ...unchanged(), sessions: kept.sessions.length };
    }
    const { texts: all, expiry, user } = kept.sessions[0]!;
    let changed: Changed;
    if (revision === null) changed = created(all, living(expiry) ?? policy, user);
    else {
      const session = demandAt(revision);
      const texts = new Map([...all].filter(([key]) => !leave.includes(key)));
      const keys = [...texts].filter(([key, text]) => (session.entries.get(key)?.text ?? text) !== text);
      const isAnothers = session.user !== null && session.user !== user;
      if (keys.length > 0 || isAnothers) {
        refuse("conflict", "The session has changed.", { keys: keys.map(([key]) => key) });
      }
      demandRoom(texts, session);
      Object.assign(session, { expiry: living(expiry) ?? session.expiry, user });
      changed = write(session, texts);
    }
    this.#kept.delete(ticket);
    return { ...changed, sessions: 1 };
  }

  #keep(of: Kept["of"], sessions: readonly FakeSession[]): Ticket {
    const ticket = crypto.randomUUID();
    const until = Date.now() + lifetime;
    const kept = sessions.map(({ entries, expiry, user }) => ({
      texts: new Map([...entries].map(([key, { text }]) => [key, text])),
      expiry,
      user,
    }));
    this.#kept.set(ticket, { of, sessions: kept, until });
    return { ticket, until };
  }
}
