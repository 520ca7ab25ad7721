/** The settings that the statements rely on: set on each connection, because servers, accounts and URLs have other defaults. */

import type { Connection } from "mysql2/promise";
import { RefusedSettingError } from "./refused-setting.ts";

interface MysqlSetting {
  readonly set: string;
  /** What `show variables` then says; of two names for one variable a server has one or both. */
  readonly shows: Readonly<Record<string, string>>;
}

const utf8 = "utf8mb4";

const settings: readonly MysqlSetting[] = [
  // A write is done when it is answered: neither waiting for a COMMIT nor beginning the next transaction.
  { set: "set session autocommit = 1", shows: { autocommit: "ON" } },
  { set: "set session completion_type = 'NO_CHAIN'", shows: { completion_type: "NO_CHAIN" } },
  {
    // Reads see what is committed now, and writes lock rows, not the gaps between them.
    set: "set session transaction isolation level read committed, read write",
    shows: {
      transaction_isolation: "READ-COMMITTED",
      tx_isolation: "READ-COMMITTED",
      transaction_read_only: "OFF",
      tx_read_only: "OFF",
    },
  },
  {
    // A text that does not fit is an error, not cut; an empty text stays an empty text.
    set: "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    shows: { sql_mode: "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION" },
  },
  // For the table that the migration creates: other engines lock no rows.
  { set: "set session default_storage_engine = InnoDB", shows: { default_storage_engine: "InnoDB" } },
  { set: "set session time_zone = '+00:00'", shows: { time_zone: "+00:00" } },
  {
    set: `set names ${utf8}`,
    shows: { character_set_client: utf8, character_set_connection: utf8, character_set_results: utf8 },
  },
  // No limit on the rows of an answer.
  { set: "set session sql_select_limit = 18446744073709551615", shows: { sql_select_limit: "18446744073709551615" } },
];

const expected = new Map(settings.flatMap(({ shows }) => Object.entries(shows)));
const show = `show session variables where variable_name in (${[...expected.keys()].map((name) => `'${name}'`)})`;

/**
 * Gives a new connection these settings.
 * @throws RefusedSettingError when the server, or a pooler in front of it, does not take one of the settings.
 */
export async function applySettings(connection: Connection): Promise<void> {
  for (const { set } of settings) await connection.query(set).catch((error) => refuse(set, error));
  const [shown] = await connection.query(show);
  for (const { Variable_name: name, Value: value } of shown as { Variable_name: string; Value: string }[]) {
    if (value !== expected.get(name)) throw new RefusedSettingError(`${name} is still ${value}`);
  }
}

function refuse(set: string, error: unknown): never {
  // An error without the server's number is no refusal: the server could not be reached.
  if (typeof (error as { errno?: unknown }).errno !== "number" || (error as { fatal?: boolean }).fatal) throw error;
  throw new RefusedSettingError(`"${set}" was answered with "${(error as Error).message}"`, { cause: error });
}
