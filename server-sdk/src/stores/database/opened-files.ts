/**
 * Whether the files of a database are still where they were. SQLite itself goes on with files that were removed or
 * replaced, and says nothing: what it acknowledges then is gone when the last process closes them.
 */

import { identityOf } from "../../core/storing/sqlite-file.ts";

const lookIntervalMs = 1000;

export class OpenedFiles {
  readonly #files: ReadonlyMap<string, string>;
  #lookedAt = performance.now();

  /** Paths, each with `identityOf` the file that was opened. */
  constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /** @throws Error when one of them was removed or replaced. */
  expectThem(): void {
    for (const [path, identity] of this.#files) {
      if (identityOf(path) === identity) continue;
      throw new Error(`${path} was removed or replaced. Put it back, or restart the app to use what is there now`);
    }
    this.#lookedAt = performance.now();
  }

  /** `expectThem` for reads, which looks once a second at most. */
  expectThemNowAndThen(): void {
    if (performance.now() - this.#lookedAt >= lookIntervalMs) this.expectThem();
  }
}
