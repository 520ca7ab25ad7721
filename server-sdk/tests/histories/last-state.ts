/** Reads what a store holds of each lineage at the end of a history. */

import type { Store } from "sessionscope";
import { type SessionKey, sessionIdOf } from "../../src/core/session-key.ts";
import type { LineageEnd, RequestRecord, StoredState } from "./history.ts";

export async function lastStates(store: Store, records: readonly RequestRecord[]): Promise<Map<string, LineageEnd>> {
  const ends = new Map<string, LineageEnd>();
  for (const [lineage, own] of Map.groupBy(records, (record) => record.lineage)) {
    const acknowledged = own.filter(({ outcome }) => outcome === "acknowledged");
    const ended = new Set(acknowledged.filter(({ ends }) => ends !== "nothing").map(({ key }) => key));
    const keys = [...own.map(({ key }) => key), ...acknowledged.map(({ cookie }) => cookie)];
    const lastKey = keys.findLast((key) => key && !ended.has(key)) ?? null;
    const undead: string[] = [];
    for (const key of ended) if ((await stored(store, key)) !== null) undead.push(key);
    ends.set(lineage, { lastKey, stored: lastKey === null ? null : await stored(store, lastKey), undead });
  }
  return ends;
}

async function stored(store: Store, key: string): Promise<StoredState | null> {
  const session = await store.load(sessionIdOf(key as SessionKey));
  if (session === null) return null;
  const entries = Object.fromEntries([...session.entries].map(([name, text]) => [name, String(JSON.parse(text))]));
  return { entries, revision: session.revision };
}
