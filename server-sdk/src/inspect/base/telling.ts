/**
 * Tells the endpoint what the app's requests did: at once while a panel is being answered, and otherwise when one asks.
 * Until then a request leaves a note.
 */

import { type Note, Notes } from "./notes.ts";
import type { OneWarning } from "./one-warning.ts";
import type { Inspected } from "./serve-bridge.ts";

export class Telling {
  readonly #warning: OneWarning;
  readonly #notes = new Notes();
  /** Calls of panels that are being answered: one that listens is answered as long as it does. */
  #calls = 0;
  /** The last note that takes time. */
  #last: Promise<void> = Promise.resolve();
  #stopped = false;
  /** Once it is there. */
  inspected: Inspected | null = null;

  constructor(warning: OneWarning) {
    this.#warning = warning;
  }

  /** `units`: of the texts that the note holds. */
  tell(note: Note, units: number): void {
    const { inspected } = this;
    if (inspected && this.#calls > 0) this.#warning.guard(() => note(inspected));
    else if (!this.#stopped) this.#notes.add(note, units);
  }

  /** As `tell`, for what takes time: one after the other, in the context of the request that it is told by. */
  tellInTurn(work: (inspected: Inspected) => Promise<void>, units: number): void {
    this.tell((inspected) => {
      this.#last = this.#last.then(() => work(inspected)).catch((error: unknown) => this.#warning.mayMiss(error));
    }, units);
  }

  /** Counts a request that did nothing with a session. */
  withoutSession(): void {
    if (this.inspected && this.#calls > 0) this.inspected.endpoint.withoutSession();
    else if (!this.#stopped) this.#notes.countWithoutSession();
  }

  /** It cannot look, and nobody will ask. */
  stop(): void {
    this.#stopped = true;
    this.#notes.take();
  }

  /** Answers a panel, once all is told that it may ask about: what a response before this call has made. */
  async asked<T>(inspected: Inspected, answer: () => Promise<T>): Promise<T> {
    const end = await this.listens(inspected);
    try {
      return await answer();
    } finally {
      end();
    }
  }

  /** As `asked`, for an answer whose end is heard elsewhere. @returns what to call then, once. */
  async listens(inspected: Inspected): Promise<() => void> {
    this.#calls++;
    for (const note of this.#notes.take()) this.#warning.guard(() => note(inspected));
    await this.#last;
    return () => {
      this.#calls--;
    };
  }
}
