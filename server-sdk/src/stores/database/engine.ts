/** What `DatabaseStore` asks of a database: SQLite, PostgreSQL and MySQL each answer in their file. */

import type { SessionRow } from "./schema.ts";
import type { Grammar, Statement, Values } from "./statements.ts";

/** The rows that a reading statement found, or how many rows a writing one changed. */
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

/** Reads one row, decides, writes, in one transaction: nobody else writes to the row meanwhile. */
export interface Decision {
  readonly read: Step;
  /** What is written must have reached the disk. */
  readonly durable: boolean;
  /** Called again when the database asks for the transaction to be tried again. */
  decide(row: SessionRow | undefined): Step | null;
}

export interface Engine {
  /** "PostgreSQL" */
  readonly title: string;
  /** Other processes see the same data. */
  readonly shared: boolean;
  readonly grammar: Grammar;
  /** How many rows one statement may remove or look at. In this process nothing else happens meanwhile. */
  readonly mostRemoved: number;
  readonly mostLookedAt: number;
  /** Milliseconds within which a write is answered. */
  readonly commitTimeoutMs: number;
  run(step: Step, work: Work): Promise<Outcome>;
  decideLocked(decision: Decision): Promise<void>;
  /** Applies the steps of the schema's history that are due; answers their names. */
  migrate(): Promise<readonly string[]>;
  isDuplicate(error: unknown): boolean;
  isMissingTable(error: unknown): boolean;
  /** The database has rolled the statement back and asks to try again: deadlock, serialization. */
  isTransient(error: unknown): boolean;
  close(): Promise<void>;
}

/** A database in this process: it answers without waiting. */
export interface LocalEngine extends Engine {
  runNow(step: Step): Outcome;
  decideNow(decision: Decision): void;
}

/** A database across the network. */
export interface ServerEngine extends Engine {
  /** The database has answered that it has not done what it was asked. `false` also where that is not known. */
  isRefused(error: unknown): boolean;
}

export function isHere(engine: LocalEngine | ServerEngine): engine is LocalEngine {
  return "runNow" in engine;
}

/** @throws Error when a statement changed nothing though its row was locked: the table's engine cannot lock rows. */
export function expectMet({ count }: Outcome): void {
  if (count === 0) throw new Error("the row was changed while it was locked: is its table transactional (InnoDB)?");
}
