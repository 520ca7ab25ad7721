/** Opens the engine that a URL names. */

import { SettingError } from "../../core/errors.ts";
import { checkWhole } from "../../core/storing/number-options.ts";
import type { LocalEngine, ServerEngine } from "./engine.ts";

export interface DatabaseOptions {
  /** Connections to PostgreSQL or MySQL at most; 10 unless set. From 2 on, one to PostgreSQL serves all loads. */
  readonly poolSize?: number;
  /** Milliseconds until a read that is not answered fails; 2000 unless set. */
  readonly loadTimeout?: number;
  /**
   * Milliseconds until a write that is not answered fails; 3000 unless set. It may have been done nevertheless.
   * On SQLite: how long a write waits for that of another process.
   */
  readonly commitTimeout?: number;
}

/** For one step of clearing or listing, which no visitor waits for. */
const maintenanceTimeoutMs = 30_000;

/** @throws SettingError for a URL that names no database, or one that cannot be opened. MissingDriverError. */
export async function openEngine(url: URL, options: DatabaseOptions): Promise<LocalEngine | ServerEngine> {
  const { poolSize = 10, loadTimeout = 2000, commitTimeout = 3000 } = options;
  for (const [name, number] of Object.entries({ poolSize, loadTimeout, commitTimeout })) {
    checkWhole(name, number);
  }
  if (url.protocol === "sqlite:") {
    const { SqliteEngine } = await import("./sqlite.ts");
    return new SqliteEngine(filePath(url), commitTimeout);
  }
  const timeoutsMs = { load: loadTimeout, commit: commitTimeout, maintenance: maintenanceTimeoutMs };
  if (url.protocol === "postgres:" || url.protocol === "postgresql:") {
    const { PostgresEngine } = await import("./postgres.ts");
    return PostgresEngine.open(url, { poolSize, timeoutsMs });
  }
  if (url.protocol === "mysql:" || url.protocol === "mariadb:") {
    const { MysqlEngine } = await import("./mysql.ts");
    return MysqlEngine.open(url, { poolSize, timeoutsMs });
  }
  throw new SettingError(
    "store",
    `${url.protocol} names no database.`,
    "Begin the URL with sqlite:, postgres: or mysql:.",
  );
}

function filePath(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  if (path !== "") return path;
  throw new SettingError("store", "the URL names no file.", 'Name one: "sqlite:./sessions.db".');
}
