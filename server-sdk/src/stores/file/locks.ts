/**
 * Mutual exclusion between the processes that share a directory. Node itself has no file locks, but SQLite's are the
 * operating system's own: they end with the process that holds them, however it ends, so there is no owner to look for
 * and nothing to take over. Nothing is ever written into these databases.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, openSqliteFile } from "../../core/storing/sqlite-file.ts";

/** How many locks a directory has: work under different ones goes on at the same time. */
export const lockCount = 16;
/** The number of the lock for a file whose name begins with a hexadecimal digit. */
export const lockOf = (name: string): number => Number.parseInt(name[0]!, 16);

/** All in milliseconds. */
const acquireTimeoutMs = 5000;
const pollIntervalMs = 1;
const maxTurnMs = 10;
const pauseAfterTurnMs = 3;
const sqliteBusy = 5;

export class Locks {
  readonly #locks: readonly Lock[];

  /** Makes the lock files in `directory`, which is created where missing. */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#locks = Array.from({ length: lockCount }, (_, number) => new Lock(join(directory, number.toString(16))));
  }

  /**
   * Does the work while no other process, and nothing else here, holds any of these locks.
   * Rejects when one of them is held elsewhere for more than five seconds, or the lock files are gone.
   */
  hold<T>(numbers: readonly number[], work: () => Promise<T>): Promise<T> {
    // Always in the same order: two that want the same two locks cannot wait for each other.
    const ordered = [...new Set(numbers)].sort((a, b) => a - b);
    return ordered.reduceRight((inner, number) => () => this.#locks[number]!.hold(inner), work)();
  }

  /** Does the work at once, or not at all when the lock is not free. */
  tryNow(number: number, work: () => void): void {
    this.#locks[number]!.tryNow(work);
  }

  /** Whether the lock files are still where they were: they go when the directory is unmounted or removed. */
  get present(): boolean {
    return identityOf(this.#locks[0]!.path) !== null;
  }

  async close(): Promise<void> {
    await Promise.all(this.#locks.map((lock) => lock.close()));
  }
}

class Lock {
  readonly path: string;
  #database: DatabaseSync;
  #identity: string;
  #held = false;
  #closed = false;
  /** Ends with the last piece of work that was asked for. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Since when this process has been using the lock without a pause. */
  #turnStart = 0;

  constructor(path: string) {
    this.path = path;
    const { database, identity } = openSqliteFile(path, { timeout: 0 });
    this.#database = database;
    this.#identity = identity;
  }

  hold<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + acquireTimeoutMs;
    this.#waiting++;
    const result = this.#last.then(async () => {
      try {
        await this.#acquire(deadline);
        try {
          return await work();
        } finally {
          this.#release();
        }
      } finally {
        this.#waiting--;
        if (this.#waiting === 0) this.#turnStart = 0;
      }
    });
    this.#last = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  tryNow(work: () => void): void {
    if (this.#held || !this.#tryAcquire()) return;
    try {
      work();
    } finally {
      this.#release();
    }
  }

  async close(): Promise<void> {
    await this.#last;
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
  }

  async #acquire(deadline: number): Promise<void> {
    // Other processes wait by trying again and again: a pause leaves them a gap.
    if (this.#turnStart > 0 && performance.now() - this.#turnStart > maxTurnMs) {
      await sleep(pauseAfterTurnMs);
      this.#turnStart = 0;
    }
    while (!this.#tryAcquire()) {
      if (performance.now() > deadline) throw new Error(`another process has held ${this.path} for too long`);
      await sleep(pollIntervalMs);
    }
    if (this.#turnStart === 0) this.#turnStart = performance.now();
  }

  #tryAcquire(): boolean {
    // SQLite would say so too, on every version of Node, but not before a replaced file was opened and left open.
    if (this.#closed) throw new Error("the store is closed");
    try {
      this.#database.exec("BEGIN IMMEDIATE");
    } catch (error) {
      if ((error as { errcode?: number }).errcode === sqliteBusy || this.#reopened()) return false;
      throw error;
    }
    this.#held = true;
    if (!this.#moved()) return true;
    this.#release();
    this.#reopened();
    return false;
  }

  /** Somebody may have removed the directory and another process made it anew: two files, two locks, no exclusion. */
  #moved(): boolean {
    return identityOf(this.path) !== this.#identity;
  }

  /** Turns to the file that now is at the path, if it is another one. */
  #reopened(): boolean {
    const now = identityOf(this.path);
    if (now === null) throw new Error(`${this.path} is gone: was the directory removed or unmounted?`);
    if (now === this.#identity) return false;
    const database = new DatabaseSync(this.path, { timeout: 0 });
    this.#database.close();
    this.#database = database;
    this.#identity = now;
    return true;
  }

  #release(): void {
    this.#held = false;
    this.#database.exec("ROLLBACK");
  }
}
