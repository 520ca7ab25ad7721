/** What the drivers of the database servers have in common. */

import type { Work } from "./engine.ts";

/** What an engine of a database server is opened with. */
export interface ServerOptions {
  readonly poolSize: number;
  readonly timeoutsMs: Readonly<Record<Work, number>>;
}

/** The driver's code for an error; each driver has its own property for it. */
export function errorCode(error: unknown, property: "code" | "errno" | "errcode"): unknown {
  return error instanceof Error ? (error as unknown as Readonly<Record<string, unknown>>)[property] : undefined;
}
