/** What the bench needs of a database: a place for a store, many sessions in it, and the driver alone. */

import { busyUser } from "./many-sessions.ts";

export const pageSize = 50;

/** A first page that the panel can ask for: parameters of `store.list`. */
export interface Question {
  readonly name: string;
  readonly sort?: { readonly by: "modified" | "expires"; readonly descending: boolean };
  readonly filter?: { readonly user: string };
}

export interface Bare {
  /** The rows of the first page as the driver answers them. Nothing in them is parsed. */
  page(question: Question): Promise<readonly object[]>;
  /** Those rows as JSON text that says what the panel's list does: of the data how many keys and bytes, and all else. */
  shown(rows: readonly object[]): string;
  end(): Promise<unknown>;
}

export interface Copier {
  /** Adds the sessions from one number up to another. */
  copy(from: number, to: number): Promise<unknown>;
  finish(): Promise<unknown>;
}

/** What all sessions take up, indexes included. `null`: nothing of that kind. */
export interface Bytes {
  readonly memory: number | null;
  readonly disk: number | null;
}

export interface Engine {
  readonly name: string;
  readonly questions: readonly Question[];
  open(): Promise<{ readonly url: string; end(): Promise<unknown> }>;
  /** `start`: as `sessionOf` has it. The store has written the patterns. */
  copier(url: string, start: number): Promise<Copier>;
  bare(url: string): Promise<Bare>;
  bytes(url: string): Promise<Bytes>;
}

export const byUser = { filter: { user: busyUser } };
