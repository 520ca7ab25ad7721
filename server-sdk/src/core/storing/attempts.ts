/** Stores that write only what nobody has changed since they read it, and read again when somebody has. */

/** How often a store tries before it gives up. */
export const maxAttempts = 100;

/** What it then says. `what`: "the session". */
export function overtakenError(what: string): Error {
  return new Error(`others changed ${what} again and again`);
}
