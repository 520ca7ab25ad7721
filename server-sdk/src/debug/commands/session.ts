/** session.*: reads and changes the session of the asking browser. Reading changes nothing: no deadline, no flash value. */

import { deleteCookieLine } from "../../core/cookie.ts";
import { UnsupportedError } from "../../core/errors.ts";
import { type Expiry, expiryFrom, policyExpiry } from "../../core/expiry.ts";
import type { Expiry as AskedExpiry } from "../../protocol.ts";
import { demandEdit, demandVisible, demandWritable, textsFrom } from "../check-write.ts";
import type { CommandContext, Handlers } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { demandRevision, demandSession, findSession } from "../find-session.ts";
import { entryOf, readingOf } from "../reading.ts";
import type { FoundSession } from "../session-access.ts";
import { changeKey, cookieLine, createSession, endSession, writeSession } from "../write-session.ts";

type SessionCommand = Extract<keyof Handlers, `session.${string}`>;

export const sessionCommands: Pick<Handlers, SessionCommand> = {
  async "session.read"({ since }, context) {
    return readingOf(await findSession({ ...context, known: since }), context.cookie, { ...context, since });
  },

  async "session.value"({ key }, context) {
    const entry = entryOf(await demandSession(context), key, Number.POSITIVE_INFINITY, context);
    if (!entry) throw new CommandError("bad-request", `The session has no key ${JSON.stringify(key)}.`);
    return entry;
  },

  async "session.update"(params, context) {
    const set = textsFrom(params.set);
    const deleted = new Set(params.delete);
    const expect = new Map(Object.entries(params.expect));
    const found = await demandSession(context);
    const edit = demandEdit({ set, delete: deleted, expect }, found.stored.entries, context);
    demandWritable([...set.keys(), ...deleted], found, context);
    return writeSession({ ...context, since: params.since }, found, edit);
  },

  async "session.clear"({ revision }, context) {
    const found = await demandRevision(context, revision);
    // As in Django, a custom expiry is dropped with the data.
    const expiry = found.stored.expiry === null ? undefined : policyExpiry;
    return context.undo.keep("browser", [found.stored], () =>
      writeSession(context, found, { clear: true, expiry, ifRevision: revision }),
    );
  },

  async "session.flush"({ revision }, context) {
    const found = await demandRevision(context, revision);
    return context.undo.keep("browser", [found.stored], async () => {
      await endSession(context, found);
      // It is dead by now: where the store fails, its record goes with the expired ones.
      if (!context.sessions.foreign) await context.sessions.remove(found).catch(() => {});
      return { reading: readingOf(null, null, context), cookies: await dropLines(context, found) };
    });
  },

  async "session.cycleKey"({ revision }, context) {
    return changeKey(context, await demandRevision(context, revision));
  },

  async "session.setExpiry"({ revision, expiry }, context) {
    const checked = checkedExpiry(expiry);
    const found = await demandRevision(context, revision);
    return writeSession(context, found, { expiry: checked, ifRevision: revision });
  },

  async "session.expire"({ revision, where }, context) {
    const found = await demandRevision(context, revision);
    const { cookie } = context;
    if (where === "cookie")
      return { reading: readingOf(found, cookie, context), cookies: await dropLines(context, found) };
    demandServerSide(context);
    return context.undo.keep("browser", [found.stored], async () => {
      const cookieValue = await endSession(context, found);
      return {
        reading: readingOf(null, cookie, context),
        // A session that lives in its cookie ends when the cookie says so.
        cookies:
          cookieValue === cookie ? [] : [cookieLine(context, cookieValue, { ...found.stored, modifiedAt: Date.now() })],
      };
    });
  },

  async "session.restore"({ revision, entries, expiry, user }, context) {
    const set = textsFrom(entries);
    const checked = checkedExpiry(expiry);
    if (revision === null) {
      demandVisible([...set.keys()], set, new Map(), context);
      return createSession(context, { entries: set, expiry: checked, user: user ?? null });
    }
    const found = await demandRevision(context, revision);
    const stored = found.stored.entries;
    demandVisible([...set.keys()], set, stored, context);
    for (const key of found.stored.readOnly ?? []) set.delete(key);
    const kept = (key: string, text: string) => context.redaction.hides(key, text) || found.stored.readOnly?.has(key);
    const surplus = [...stored].filter(([key, text]) => !set.has(key) && !kept(key, text));
    const deleted = new Set(surplus.map(([key]) => key));
    return writeSession(context, found, { set, delete: deleted, expiry: checked, user, ifRevision: revision });
  },
};

/** The lines with which the asking browser drops the session's cookie. */
async function dropLines({ settings, sessions: { foreign } }: CommandContext, found: FoundSession): Promise<string[]> {
  return foreign ? [...(await foreign.dropLines(found))] : [deleteCookieLine(settings)];
}

/** @throws UnsupportedError where a library keeps the session in its cookie alone, which the server cannot end. */
function demandServerSide({ store, sessions }: CommandContext): void {
  if (!sessions.foreign || store.kind === "server") return;
  throw new UnsupportedError(`${store.name} sessions live in their cookies: the server cannot end one.`);
}

/** @throws ExpiryError for an expiry that could only fail later. */
function checkedExpiry(asked: AskedExpiry): Expiry {
  if (asked.kind === "seconds") return expiryFrom(asked.seconds);
  if (asked.kind === "moment") return expiryFrom(new Date(asked.at));
  return asked;
}
