/** The stores that are measured at size, each with its driver alone. */

import type { Engine } from "./engine.ts";
import { files } from "./engines/files.ts";
import { mariadb } from "./engines/mariadb.ts";
import { postgres } from "./engines/postgres.ts";
import { redis } from "./engines/redis.ts";
import { sqlite } from "./engines/sqlite.ts";

export const engines: readonly Engine[] = [sqlite, postgres, mariadb, redis, files];
