/** For a database that refuses, or lacks, a setting that every statement relies on. */

import { SettingError } from "../../core/errors.ts";
import type { Engine } from "./engine.ts";

export class RefusedSettingError extends Error {
  override readonly name = "RefusedSettingError";
}

/**
 * Waits for a first try of a database: a setting that it refuses now it would refuse at every request. A database that
 * cannot be reached is no error here: it may be back when requests come.
 * @throws SettingError naming what was refused; then the engine is closed.
 */
export async function expectAccepted(engine: Engine, trying: Promise<void>): Promise<void> {
  try {
    await trying;
  } catch (error) {
    if (!(error instanceof RefusedSettingError)) return;
    await engine.close();
    throw new SettingError(
      "store",
      `${engine.title} cannot keep sessions: ${error.message}.`,
      "Change that for the database or the account, or in the pooler between.",
    );
  }
}
