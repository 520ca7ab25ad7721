/** Creates thousands of expired sessions quickly. */

import { DatabaseSync } from "node:sqlite";
import type { SessionId } from "sessionscope";
import { openServerStore } from "../open-server-store.ts";

/** Fills a new SQLite file: the store creates one session, the others are copies of its row. */
export async function fillWithDead(path: string, rows: number): Promise<void> {
  const store = await openServerStore(`sqlite:${path}`);
  const entries = new Map([
    ["cart", JSON.stringify({ items: Array.from({ length: 10 }, (_, id) => ({ id, qty: 1 })) })],
  ]);
  const times = { createdAt: 1, modifiedAt: 1, expiresAt: 2 };
  await store.create("A".repeat(43) as SessionId, { entries, ...times, expiry: null, revision: 1, user: null });
  await store.close?.();
  const db = new DatabaseSync(path);
  const columns = "created_at, modified_at, expires_at, expiry, revision, user_id, data";
  db.prepare(
    `with recursive n(i) as (values(1) union all select i + 1 from n where i < ?)
     insert into sessionscope_sessions (id, ${columns}) select 'dead-' || i, ${columns} from n, sessionscope_sessions`,
  ).run(rows - 1);
  db.close();
}
