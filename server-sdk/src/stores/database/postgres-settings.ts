/**
 * What the statements rely on. No setting is made on a connection: behind a pooler another client would get it next.
 * A statement that a stricter isolation rolls back is tried again, and each transaction names its own isolation.
 */

import type { ClientBase } from "pg";
import { RefusedSettingError } from "./refused-setting.ts";

/** Reads see what is committed now. */
export const begin = "begin isolation level read committed, read write";

/** @throws RefusedSettingError when nothing, or not every text, can be stored in this database. */
export async function expectWritable(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ encoding: string; read_only: string }>(
    "select current_setting('server_encoding') as encoding, current_setting('default_transaction_read_only') as read_only",
  );
  const [{ encoding, read_only } = { encoding: "", read_only: "" }] = rows;
  if (read_only === "on") throw new RefusedSettingError("default_transaction_read_only is on");
  if (!/^(UTF8|SQL_ASCII)$/.test(encoding)) {
    throw new RefusedSettingError(`server_encoding is ${encoding}, which cannot hold every text; it must be UTF8`);
  }
}
