/** What a command of the command line is, and what it is given. */

import type { SettingsInput } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";

export interface CommandContext {
  readonly store: Store | ClientStore;
  readonly settings: SettingsInput;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Machine-readable output was asked for: one JSON value per line. */
  readonly json: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Prints a line of result. */
  print(line: string): void;
  /** Prints a line of progress, to people only. */
  progress(line: string): void;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Options beyond those every command takes. */
  readonly options?: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly about: string }>>;
  /** @returns the exit code. */
  run(context: CommandContext): Promise<number>;
}

/** Something the caller can mend: printed without a stack. */
export class UsageError extends Error {}

/** The store as one that keeps sessions on the server. @throws UsageError for one that lives in cookies. */
export function serverStore({ store }: CommandContext): Store {
  if (store.kind === "client")
    throw new UsageError(`${store.name} sessions live in the browsers only: there is nothing here to work on.`);
  return store;
}
