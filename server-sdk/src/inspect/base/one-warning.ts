/** What keeps a line from looking at the sessions of an app is not the app's failure: it is one warning of the process, and the app goes on. */

export class OneWarning {
  #told = false;

  /** Runs what must not fail the app. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.mayMiss(error);
    }
  }

  cannotShow(error: unknown): void {
    this.#tell("cannot show the sessions of this app", error);
  }

  mayMiss(error: unknown): void {
    this.#tell("may not show all that requests do to sessions", error);
  }

  /** Two lines are there for the same sessions. */
  twice(library: string): void {
    this.#tell(`looks twice at the sessions of ${library}`, "one line is enough");
  }

  #tell(what: string, error: unknown): void {
    if (this.#told) return;
    this.#told = true;
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`Sessionscope ${what}: ${reason.replace(/\.$/, "")}.`, "SessionscopeWarning");
  }
}
