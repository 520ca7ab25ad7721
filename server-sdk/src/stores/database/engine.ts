/** What `DatabaseStore` asks of a database: SQLite, PostgreSQL and MySQL each answer in their file. */

import type { Kysely } from "kysely";
import type { ColumnTypes } from "./migrations.ts";
import type { Schema, SessionRow } from "./schema.ts";
import type { Grammar, Statement, Values } from "./statements.ts";

/** Rows found by a reading statement, or how many a writing one met. */
export interface Outcome {
  readonly rows: readonly SessionRow[];
  readonly count: number;
}

/** A statement with its values. */
export interface Step {
  readonly statement: Statement;
  readonly values: Values;
}

/** Each has its deadline. */
export type Work = "load" | "commit" | "maintenance";

export interface Engine {
  /** "PostgreSQL" */
  readonly title: string;
  /** Other processes see the same data. */
  readonly shared: boolean;
  readonly kysely: Kysely<Schema>;
  readonly grammar: Grammar;
  readonly columnTypes: ColumnTypes;
  /** How many rows one statement may remove or look at. In this process nothing else happens meanwhile. */
  readonly mostRemoved: number;
  readonly mostLookedAt: number;
  run(step: Step, work: Work): Promise<Outcome>;
  /** `run` without waiting, where the database is in this process. */
  runNow?(step: Step): Outcome;
  /** Reads one row, decides, writes, in one transaction: nobody else writes to the row meanwhile. */
  decideLocked(read: Step, durable: boolean, decide: (row: SessionRow | undefined) => Step | null): Promise<void>;
  isDuplicate(error: unknown): boolean;
  isMissingTable(error: unknown): boolean;
  /** The database has rolled the statement back and asks to try again: deadlock, serialization. */
  isTransient(error: unknown): boolean;
  close(): Promise<void>;
}
