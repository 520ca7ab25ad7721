/** What the drivers of the database servers have in common. */

import type { Work } from "./engine.ts";

/** What an engine of a database server is opened with. */
export interface ServerOptions {
  readonly poolSize: number;
  readonly timeoutsMs: Readonly<Record<Work, number>>;
}

/** What the driver says of an error; each driver has its own properties for it. */
export function errorCode(error: unknown, property: "code" | "errno" | "errcode" | "sqlState" | "fatal"): unknown {
  return error instanceof Error ? (error as unknown as Readonly<Record<string, unknown>>)[property] : undefined;
}
