/** What a database in this process answers at once. */

import type { SessionId } from "../../core/session-key.ts";
import type { CommitResult, StoredSession } from "../../core/store.ts";
import type { Commit } from "./batches.ts";
import { creating, deciding, loading } from "./commit-steps.ts";
import type { LocalEngine } from "./engine.ts";
import type { Requests } from "./requests.ts";
import type { SessionRow } from "./schema.ts";
import type { Statements } from "./statements.ts";

export class LocalAnswers {
  readonly #engine: LocalEngine;
  readonly #statements: Statements;
  readonly #requests: Requests;
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
      return this.#read(this.#engine.runNow(loading(this.#statements, id)).rows[0]);
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

  write(id: SessionId, commit: Commit): CommitResult {
    const decision = deciding(this.#statements, this.#read, id, [commit]);
    try {
      this.#engine.decideNow(decision);
    } catch (error) {
      throw this.#requests.failure("save a session", error);
    }
    return decision.results[0]!;
  }
}
