/** A command of the command line, and the context it runs in. */

import type { SessionId } from "../core/session-key.ts";
import type { SettingsInput } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";

export interface CommandContext {
  /** The store that was asked for; opened at the first call, closed by the caller of `run`. */
  readonly open: () => Promise<Store | ClientStore>;
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
  /** How somebody might type it, after "npx sessionscope". */
  readonly example: string;
  /** Creates a store that is not there, if it is on this machine. For other commands a missing store is an error. */
  readonly makesStore?: boolean;
  /** It works on no store: none can be named. */
  readonly storeless?: boolean;
  /** How many words may follow its name; none unless said. */
  readonly takes?: number;
  /** Options beyond those every command takes. */
  readonly options?: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly about: string }>>;
  /** @returns the exit code. */
  run(context: CommandContext): Promise<number>;
}

/** A mistake of the user's: printed without a stack. */
export class UsageError extends Error {}

/** The store, if it keeps sessions on the server. @throws UsageError for a store whose sessions live in cookies. */
export async function serverStore({ open }: CommandContext): Promise<Store> {
  const store = await open();
  if (store.kind === "client")
    throw new UsageError(`${store.name} sessions live in the browsers only: there is nothing here to work on.`);
  return store;
}

/** An option that is a count. @throws UsageError when it is no whole number from 1 on. */
export function count({ options }: CommandContext, name: string, otherwise: number): number {
  const given = options[name] ?? otherwise;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`--${name} ${given} cannot be used. It must be a whole number, at least 1.`);
}

/** What `list` prints: base64url of a SHA-256. No option is that long. */
const wellFormed = /^[\w-]{43}$/;

export function isSessionId(text: string): text is SessionId {
  return wellFormed.test(text);
}

/** @throws UsageError for a text that cannot be a session's id. */
export function sessionIdIn(text: string): SessionId {
  if (isSessionId(text)) return text;
  throw new UsageError(`${text} is no session's id. Ids are those that list prints: 43 characters.`);
}
