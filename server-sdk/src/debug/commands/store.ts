/** store.*: lists, reads and changes any session of the store. A session is named by its ref, never by its key or id. */

import { decodeExpiry } from "../../core/expiry.ts";
import type { SessionId } from "../../core/session-key.ts";
import { isDead } from "../../core/stored-session.ts";
import { deletionLimit, type StoredReading } from "../../protocol.ts";
import { demandEdit, demandWritable, textsFrom } from "../check-write.ts";
import type { CommandContext, Handlers } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { staleRevision } from "../find-session.ts";
import { entryOf, sessionState } from "../reading.ts";
import { clearSome } from "../store/clear-some.ts";
import { demandStored, findStored, type ReferredSession, referred, serverStore } from "../store/find-stored.ts";
import { findPage, listingOf } from "../store/pages.ts";
import { summaries } from "../store/summary.ts";
import { undoably, writeStored } from "../store/write-stored.ts";
import { createSession } from "../write-session.ts";

type StoreCommand = Extract<keyof Handlers, `store.${string}`>;

export const storeCommands: Pick<Handlers, StoreCommand> = {
  async "store.list"({ cursor, limit, filter = {}, sort }, context) {
    const store = serverStore(context);
    const { sorts, expired } = listingOf(store);
    const [{ sessions, next }, total] = await Promise.all([
      findPage(context, { cursor, limit, filter, sort }),
      cursor === undefined ? context.totals.of(store, filter) : null,
    ]);
    return {
      sessions: await summaries(sessions, await ownId(context), context),
      next,
      total,
      sorts: [...sorts],
      listsExpired: expired,
      now: Date.now(),
    };
  },

  async "store.read"({ ref, since }, context) {
    return storedReading(await findStored(context, ref), { ...context, since });
  },

  async "store.summaries"({ refs }, context) {
    const found = await Promise.all(refs.map((ref) => findStored(context, ref)));
    const there = found.filter((one) => one !== null);
    const rows = await summaries(new Map(there.map(({ id, stored }) => [id, stored])), await ownId(context), context);
    const byHandle = new Map(rows.map((row) => [row.handle, row]));
    return { sessions: found.map((one) => (one && byHandle.get(one.handle)) ?? null), now: Date.now() };
  },

  async "store.value"({ ref, key }, context) {
    const found = await findStored(context, ref);
    if (!found) throw new CommandError("gone", "That session is gone.");
    const entry = entryOf(found, key, Number.POSITIVE_INFINITY, context);
    if (!entry) throw new CommandError("bad-request", `The session has no key ${JSON.stringify(key)}.`);
    return entry;
  },

  async "store.update"({ ref, ...params }, context) {
    const set = textsFrom(params.set);
    const deleted = new Set(params.delete);
    const expect = new Map(Object.entries(params.expect));
    const found = await demandStored(context, ref);
    const edit = demandEdit({ set, delete: deleted, expect }, found.stored.entries, context);
    demandWritable([...set.keys(), ...deleted], found, context);
    const after = await writeStored(context, found, edit);
    return { reading: storedReading(after, { ...context, since: params.since }) };
  },

  async "store.delete"({ ref, revision }, context) {
    const found = await findStored(context, ref);
    if (!found) throw new CommandError("gone", "That session is gone.");
    if (found.stored.revision !== revision) throw staleRevision(found);
    return undoably(context, [found], async (deleteOne) => {
      const outcome = await deleteOne(found);
      if (outcome === "gone") throw new CommandError("gone", "That session went by itself.");
      if (outcome === "changed") throw staleRevision((await findStored(context, ref)) ?? found);
      return {};
    });
  },

  async "store.deleteMatching"({ filter, cursor, limit }, context) {
    // A ticket that comes when the panel has ceased to wait is lost, and with it the sessions.
    const { sessions, next } = await findPage(context, { cursor, limit: Math.min(limit, deletionLimit), filter });
    const found = [...sessions].map(([id, stored]) => referred(context, id, stored));
    return undoably(context, found, async (deleteOne) => {
      const counts = { deleted: 0, changed: 0, failed: 0 };
      for (const session of found) {
        const outcome = await deleteOne(session);
        if (outcome !== "gone") counts[outcome]++;
      }
      return { ...counts, next };
    });
  },

  async "store.clearExpired"({ limit }, context) {
    context.totals.forget();
    return clearSome(serverStore(context), limit);
  },

  async "store.clone"({ ref }, context) {
    const { stored } = await demandStored(context, ref);
    const { entries, user } = stored;
    return createSession(context, { entries, expiry: decodeExpiry(stored.expiry), user });
  },
};

/** The id of the asking browser's session; `null`: its cookie leads to none. */
async function ownId({ cookie, moreCookies, sessions }: CommandContext): Promise<SessionId | null> {
  return cookie === null ? null : sessions.idOf(cookie, moreCookies);
}

function storedReading(found: ReferredSession | null, context: CommandContext): StoredReading {
  const now = Date.now();
  if (!found) return { state: "gone", now };
  return { state: isDead(found.stored, now) ? "expired" : "live", now, session: sessionState(found, context) };
}
