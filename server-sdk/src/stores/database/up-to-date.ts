/** Whether a migration is due. Kysely, which migrates, is only loaded then: it is a third of a process's start. */

import type { Engine } from "./engine.ts";
import { statement } from "./statements.ts";

/** The steps of the schema's history, in their order. */
export const migrationNames = ["001_sessions", "002_modified"] as const;
/** Where Kysely's Migrator notes the steps that were applied, by their `name`. */
export const migrationTable = "sessionscope_migrations";

/** `false` also for a database that a newer version has migrated: Kysely refuses it, naming the step. */
export async function isUpToDate(engine: Engine): Promise<boolean> {
  const read = statement(engine.grammar, `select name from ${migrationTable} order by name`);
  try {
    const { rows } = await engine.run({ statement: read, values: {} }, "maintenance");
    const applied = rows as unknown as readonly { readonly name: string }[];
    return `${applied.map(({ name }) => name)}` === `${migrationNames}`;
  } catch (error) {
    if (engine.isMissingTable(error)) return false;
    throw error;
  }
}
