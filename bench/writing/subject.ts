/** What `npm run bench:writes` measures: sessions on this machine's disk that are read and changed, one after the other. */

export interface Writer {
  /** Stores a new session under this id. */
  create(id: string, data: Record<string, unknown>): Promise<unknown>;
  /** Reads it, and stores it with `n` one higher. */
  change(id: string): unknown;
  close(): unknown;
}

export interface WritingSubject {
  readonly where: "SQLite" | "files";
  readonly name: string;
  /** What an answered change has waited for. */
  readonly waits: string;
  open(folder: string): Promise<Writer>;
}

/** Milliseconds. */
export const weeks = 1_209_600_000;
