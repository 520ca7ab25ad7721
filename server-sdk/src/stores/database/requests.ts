/** What is asked of the engine: tried again when the database asks for that, failed as a store fails, waited for by a close. */

import { setTimeout as wait } from "node:timers/promises";
import { SessionError, StoreError } from "../../core/errors.ts";
import { inTime } from "../../core/process/in-time.ts";
import type { LocalEngine, Outcome, ServerEngine, Step, Work } from "./engine.ts";
import { migrateCommand } from "./migrate-command.ts";

/** How often a statement is tried when the database rolls it back and asks to try again. */
const transientTries = 8;

export class Requests {
  readonly #engine: LocalEngine | ServerEngine;
  readonly #storeName: string;
  readonly #url: URL;
  #underWay = 0;
  #closed = false;
  #nothingLeft: (() => void) | undefined;

  constructor(engine: LocalEngine | ServerEngine, storeName: string, url: URL) {
    this.#engine = engine;
    this.#storeName = storeName;
    this.#url = url;
  }

  /** @param doing what fails then: "load a session". @throws StoreError */
  run(doing: string, work: Work, step: Step): Promise<Outcome> {
    return this.ask(doing, () => this.#engine.run(step, work));
  }

  /** @throws StoreError */
  async ask<T>(doing: string, question: () => Promise<T>): Promise<T> {
    if (this.#closed) throw this.failure(doing, new Error("the store is closed"));
    this.#underWay++;
    try {
      return await this.#try(doing, question);
    } finally {
      if (--this.#underWay === 0) this.#nothingLeft?.();
    }
  }

  /** The error of a store for one of the engine. */
  failure(doing: string, error: unknown): SessionError {
    if (error instanceof SessionError) return error;
    if (!this.#engine.isMissingTable(error)) return new StoreError(doing, this.#storeName, error);
    const advice = `its table is missing. Create it with: ${migrateCommand(this.#url)}`;
    return new StoreError(doing, this.#storeName, new Error(advice, { cause: error }));
  }

  /**
   * Refuses what comes from now on, waits for what is under way as long as a write may take, and closes the engine. A driver's
   * pool would forget those that wait for a connection, or end a connection between two statements.
   */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#underWay > 0) {
      const ended = new Promise<void>((resolve) => {
        this.#nothingLeft = resolve;
      });
      await inTime(ended, this.#engine.commitTimeoutMs, () => new Error("still under way")).catch(() => {});
    }
    await this.#engine.close();
  }

  async #try<T>(doing: string, question: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await question();
      } catch (error) {
        if (tries >= transientTries || !this.#engine.isTransient(error)) throw this.failure(doing, error);
        await wait(Math.random() * 2 ** tries);
      }
    }
  }
}
