/** Sessions as rows of the panel's list. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { decodeExpiry } from "../../core/expiry.ts";
import type { SessionId } from "../../core/session-key.ts";
import type { StoredSession } from "../../core/store.ts";
import { isDead } from "../../core/stored-session.ts";
import type { StoredSummary } from "../../protocol.ts";
import type { CommandContext } from "../command.ts";
import { known, shownSize } from "../reading.ts";

/** Bytes of sessions that are measured before requests get their turn: what is hidden in a value is found by parsing it. */
const measuredAtOnce = 262_144;

export async function summaries(
  sessions: ReadonlyMap<SessionId, StoredSession>,
  own: SessionId | null,
  context: CommandContext,
): Promise<StoredSummary[]> {
  const rows: StoredSummary[] = [];
  const named = [...sessions.keys()].map((id) => ({ id, handle: context.handleOf(id) }));
  const refs = context.refs.refsOf(named);
  const now = Date.now();
  let measured = 0;
  for (const [index, { id, handle }] of named.entries()) {
    const row = summaryOf(sessions.get(id)!, { ref: refs[index]!, handle, own: id === own }, now, context);
    rows.push(row);
    measured += row.size;
    if (measured < measuredAtOnce) continue;
    measured = 0;
    await nextTurn();
  }
  return rows;
}

function summaryOf(
  stored: StoredSession,
  { ref, handle, own }: Pick<StoredSummary, "ref" | "handle" | "own">,
  now: number,
  { redaction }: CommandContext,
): StoredSummary {
  return {
    ref,
    handle,
    own,
    user: stored.user,
    keys: stored.entries.size,
    size: shownSize(stored, redaction),
    createdAt: known(stored.createdAt),
    modifiedAt: known(stored.modifiedAt),
    expiresAt: known(stored.expiresAt),
    expiry: decodeExpiry(stored.expiry),
    revision: stored.revision,
    state: isDead(stored, now) ? "expired" : "live",
  };
}
