/** What the drivers of the database servers have in common. */

import type { Work } from "./engine.ts";

/** What an engine of a database server is opened with. Times in milliseconds. */
export interface ServerOptions {
  readonly poolSize: number;
  readonly timeoutsMs: Readonly<Record<Work, number>>;
}

/** What the driver says went wrong, under the name it has there. */
export function errorCode(error: unknown, property: "code" | "errno" | "errcode"): unknown {
  return error instanceof Error ? (error as unknown as Readonly<Record<string, unknown>>)[property] : undefined;
}
