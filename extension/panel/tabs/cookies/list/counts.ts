/** The numbers of the status line. Pure. */

import type { CookieRow } from "../known/cookie-rows.ts";

export interface Counts {
  readonly all: number;
  readonly held: number;
  /** Rows that the filter finds. */
  readonly shown: number;
  /** Size of the held cookies. */
  readonly bytes: number;
  readonly thirdParty: number;
  readonly refused: number;
  readonly warnings: number;
}

export function countsOf(rows: readonly CookieRow[], found: readonly CookieRow[]): Counts {
  const held = rows.filter((row) => row.refused === null);
  return {
    all: rows.length,
    held: held.length,
    shown: found.length,
    bytes: held.reduce((sum, { size }) => sum + size, 0),
    thirdParty: held.filter((row) => row.thirdParty).length,
    refused: rows.length - held.length,
    warnings: held.filter(({ advice }) => advice.some(({ level }) => level === "warn")).length,
  };
}
