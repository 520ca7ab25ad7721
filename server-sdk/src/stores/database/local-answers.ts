/** What a database in this process answers at once. */

import type { SessionId } from "../../core/session-key.ts";
import type { CommitResult, StoredSession } from "../../core/store.ts";
import type { Commit } from "./batches.ts";
import { creating, deciding, loading, writing } from "./commit-steps.ts";
import type { LocalEngine } from "./engine.ts";
import { RecentSessions } from "./recent.ts";
import type { Requests } from "./requests.ts";
import type { SessionRow } from "./schema.ts";
import type { Statements } from "./statements.ts";

export class LocalAnswers {
  readonly #engine: LocalEngine;
  readonly #statements: Statements;
  readonly #requests: Requests;
  readonly #recent = new RecentSessions();
  readonly #read: (row: SessionRow | undefined) => StoredSession | null;

  constructor(
    engine: LocalEngine,
    statements: Statements,
    requests: Requests,
    read: (row: SessionRow | undefined) => StoredSession | null,
  ) {
    this.#engine = engine;
    this.#statements = statements;
    this.#requests = requests;
    this.#read = read;
  }

  /** @throws StoreError, as below */
  load(id: SessionId): StoredSession | null {
    try {
      const session = this.#read(this.#engine.runNow(loading(this.#statements, id)).rows[0]);
      if (session) this.#recent.set(id, session);
      return session;
    } catch (error) {
      throw this.#requests.failure("load a session", error);
    }
  }

  create(id: SessionId, session: StoredSession): boolean {
    try {
      this.#engine.runNow(creating(this.#statements, id, session));
      return true;
    } catch (error) {
      if (this.#engine.isDuplicate(error)) return false;
      throw this.#requests.failure("create a session", error);
    }
  }

  /**
   * The request that changes a session has read it just before. So the change is first written over what was read, on the
   * condition that the revision is still the same: one statement. Otherwise the row is read again, with the lock held.
   */
  write(id: SessionId, commit: Commit): CommitResult {
    try {
      const early = this.#writeOverRemembered(id, commit);
      if (early) return early;
      const decision = deciding(this.#statements, this.#read, id, [commit]);
      this.#engine.decideNow(decision);
      return decision.results[0]!;
    } catch (error) {
      throw this.#requests.failure("save a session", error);
    }
  }

  #writeOverRemembered(id: SessionId, commit: Commit): CommitResult | null {
    const remembered = this.#recent.get(id);
    if (!remembered) return null;
    this.#recent.delete(id);
    const { step, results, next, session } = writing(this.#statements, remembered, id, [commit]);
    // A conflict with the remembered session may be none with the row.
    if (!step || this.#engine.runNow(step).count === 0) return null;
    this.#recent.set(next, session);
    return results[0]!;
  }
}
