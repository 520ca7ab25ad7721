/** The app's saves in this process: a panel that writes a session must have read what they have stored. */

import { BoundedMap } from "../../core/bounded-map.ts";

const remembered = 1000;

export class AppSaves {
  readonly #underWay = new Map<string, Set<Promise<void>>>();
  readonly #counts = new BoundedMap<string, number>(remembered);
  #count = 0;

  /** A save begins. @returns what to call when it has ended. */
  begin(sid: string): () => void {
    this.#counts.set(sid, ++this.#count);
    const { promise, resolve } = Promise.withResolvers<void>();
    const underWay = this.#underWay.get(sid) ?? new Set();
    this.#underWay.set(sid, underWay.add(promise));
    return () => {
      underWay.delete(promise);
      if (underWay.size === 0) this.#underWay.delete(sid);
      resolve();
    };
  }

  /** Tells one state of the saves of a session from another. */
  countOf(sid: string): number {
    return this.#counts.get(sid) ?? 0;
  }

  /** Those that are under way have ended. */
  async settled(sid: string): Promise<void> {
    await Promise.all(this.#underWay.get(sid) ?? []);
  }
}
