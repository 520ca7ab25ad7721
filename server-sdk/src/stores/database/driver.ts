/** Drivers are optional peer dependencies, loaded when a database of their kind is opened. */

import { MissingDriverError } from "../../core/errors.ts";
import type { Work } from "./engine.ts";

/** What an engine of a database server is opened with. Times in milliseconds. */
export interface ServerOptions {
  readonly poolSize: number;
  readonly timeouts: Readonly<Record<Work, number>>;
}

/** @throws MissingDriverError naming the package to install. */
export async function loadDriver<Driver>(title: string, name: string, load: () => Promise<Driver>): Promise<Driver> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") {
      throw new MissingDriverError(title, name, error);
    }
    throw error;
  }
}

/** What the driver says went wrong, under the name it has there. */
export function errorCode(error: unknown, property: "code" | "errno" | "errcode"): unknown {
  return error instanceof Error ? (error as unknown as Readonly<Record<string, unknown>>)[property] : undefined;
}
