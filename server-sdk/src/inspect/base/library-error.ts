import { StoreError } from "../../core/errors.ts";

/** The library, or its store, failed. To a panel that is a store that failed; the library is named, for it may have none. */
export class LibraryError extends StoreError {
  constructor(doing: string, library: string, cause: unknown) {
    super(doing, library, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    // What is missing where the library has something else: it is another one, or another version.
    const advice = cause instanceof TypeError ? `. Is it ${library}, of a version that docs/inspect.md names?` : "";
    this.message = `${library} failed to ${doing}: ${reason}${advice}`;
  }
}
