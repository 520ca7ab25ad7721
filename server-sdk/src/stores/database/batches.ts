/**
 * Commits to one session that meet in this process travel together: alone, each would find that another was faster, and try
 * again. The first leaves at once; those that arrive while it is under way form the next batch. A rotation ends its batch.
 */

import { startDeadline } from "../../core/process/in-time.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { Change, CommitResult } from "../../core/store.ts";
import { maxQueueLength, tooManyWait } from "./borrowed-connection.ts";

/** Commits in one batch at most. */
export const mostTogether = 64;

export interface Commit {
  readonly change: Change;
  /** The session's id afterwards. */
  readonly next: SessionId;
}

export interface BatchOptions {
  /** Milliseconds within which a commit that had to wait for others is answered. */
  readonly timeoutMs: number;
  /** Writes commits to one session, in their order. */
  save(id: SessionId, commits: readonly Commit[]): Promise<readonly CommitResult[]>;
  /** The database has answered, and has not done what it was asked. */
  isRefused(error: unknown): boolean;
}

interface Waiting extends Commit {
  /** It has been answered: its deadline may pass before that of the batch. */
  answered: boolean;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

export class Batches {
  readonly #options: BatchOptions;
  /** What waits for the batch that is under way, by session. */
  readonly #waiting = new Map<SessionId, Set<Waiting>>();
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** @throws Error of the batch that the commit was part of, or when it is not answered in time; it may have been done then. */
  commit(id: SessionId, commit: Commit): Promise<CommitResult> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    const line = this.#waiting.get(id);
    if (line && line.size >= maxQueueLength) return Promise.reject(tooManyWait());
    return new Promise((resolve, reject) => {
      if (line) line.add(this.#waitingInTime(line, commit, resolve, reject));
      else this.#begin(id, { ...commit, answered: false, resolve, reject });
    });
  }

  /** Takes no more commits. Resolves when every one has its answer; `null`: every one has. */
  close(): Promise<unknown> | null {
    this.#closed = true;
    return this.#underWay.size > 0 ? Promise.all(this.#underWay) : null;
  }

  #begin(id: SessionId, first: Waiting): void {
    const line = new Set<Waiting>();
    this.#waiting.set(id, line);
    const work = this.#carryAll(id, first, line);
    this.#underWay.add(work);
    work.then(() => this.#underWay.delete(work));
  }

  async #carryAll(id: SessionId, first: Waiting, line: Set<Waiting>): Promise<void> {
    for (let batch = [first]; batch.length > 0; batch = nextBatch(id, line)) await this.#carry(id, batch);
    this.#waiting.delete(id);
  }

  /** A commit whose answer is not known fails, and is never made again. One that was refused with others is tried alone. */
  async #carry(id: SessionId, batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#options.save(id, batch);
      for (const [at, one] of batch.entries()) one.resolve(results[at]!);
    } catch (error) {
      if (batch.length === 1 || !this.#options.isRefused(error)) for (const one of batch) one.reject(error);
      else for (const one of batch) if (!one.answered) await this.#carry(id, [one]);
    }
  }

  #waitingInTime(
    line: Set<Waiting>,
    commit: Commit,
    resolve: (result: CommitResult) => void,
    reject: (error: unknown) => void,
  ): Waiting {
    const { timeoutMs } = this.#options;
    const callOff = startDeadline(timeoutMs, () => {
      line.delete(waiting);
      waiting.reject(new Error(`no answer within ${timeoutMs} ms`));
    });
    const answer = <Value>(settle: (value: Value) => void) => {
      return (value: Value) => {
        waiting.answered = true;
        callOff();
        settle(value);
      };
    };
    const waiting: Waiting = { ...commit, answered: false, resolve: answer(resolve), reject: answer(reject) };
    return waiting;
  }
}

/** Those that have waited longest, up to a rotation: what follows it finds no session under this id. */
function nextBatch(id: SessionId, line: Set<Waiting>): Waiting[] {
  const batch: Waiting[] = [];
  for (const one of line) {
    line.delete(one);
    batch.push(one);
    if (batch.length === mostTogether || one.next !== id) break;
  }
  return batch;
}
