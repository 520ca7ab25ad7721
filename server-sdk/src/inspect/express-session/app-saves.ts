/** The app's saves in this process: a panel that writes a session must have read what they have stored. */

import { BoundedMap } from "../../core/bounded-map.ts";

const remembered = 1000;
/** Milliseconds that a panel waits for the app's saves: a store may never say that one has ended. */
const patience = 2000;

export class AppSaves {
  /** By id: how many are under way. */
  readonly #underWay = new Map<string, number>();
  readonly #patience: number;
  readonly #counts = new BoundedMap<string, number>(remembered);
  /** Called at the end of each save. */
  #waiting: (() => void)[] = [];
  #count = 0;

  constructor(milliseconds: number = patience) {
    this.#patience = milliseconds;
  }

  begin(sid: string): void {
    this.#counts.set(sid, ++this.#count);
    this.#underWay.set(sid, (this.#underWay.get(sid) ?? 0) + 1);
  }

  end(sid: string): void {
    const left = (this.#underWay.get(sid) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(sid);
    else this.#underWay.set(sid, left);
    if (this.#waiting.length > 0) for (const look of this.#waiting.splice(0)) look();
  }

  /** Tells one state of the saves of a session from another. */
  countOf(sid: string): number {
    return this.#counts.get(sid) ?? 0;
  }

  /** Those that are under way have ended. @throws Error when one goes on for too long. */
  async settled(sid: string): Promise<void> {
    const signal = AbortSignal.timeout(this.#patience);
    while (this.#underWay.has(sid)) {
      if (signal.aborted) throw new Error("the app is still saving this session: try again");
      await this.#nextEnd(signal);
    }
  }

  async #nextEnd(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#waiting.push(resolve);
    await promise;
  }
}
