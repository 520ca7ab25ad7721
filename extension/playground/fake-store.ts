/** The `store.*` commands on the sessions of the fake server. */

import type { CommandName, Hello, Params, Result, Since, StoredReading, StoredSummary } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import { momentsOf } from "./fake-expiry.ts";
import { fakeReading } from "./fake-reading.ts";
import type { FakeSession, FakeSessions, Texts } from "./fake-sessions.ts";
import { shownText, sizeOf } from "./fake-shown-text.ts";
import { fakePages, type Held } from "./fake-store-pages.ts";
import type { FakeUndo } from "./fake-undo.ts";
import { type Asking, by, fakeWriting, textsFrom } from "./fake-writing.ts";

type StoreCommand = Extract<CommandName, `store.${string}`>;
type Answers = { readonly [C in StoreCommand]: (params: Params<C>, asking: Asking) => Result<C> };

export function fakeStore(sessions: FakeSessions, hello: Hello, undo: FakeUndo): Answers {
  const { redaction, listing } = sessions;
  const { entryOf, stateOf } = fakeReading(sessions, hello);
  const { demandEdit, created, write } = fakeWriting(sessions, hello);

  const { isDead, page } = fakePages(sessions, hello);
  const find = (ref: string): Held | undefined => {
    if (!ref.startsWith("ref-")) refuse("stale-cursor", "This server has not listed that session.");
    return [...sessions.live].find(([, { handle }]) => ref === refOf(handle));
  };
  const demand = (ref: string): Held => find(ref) ?? refuse("gone", "That session is gone.");
  const demandLive = (ref: string): Held => {
    const held = demand(ref);
    return isDead(held[1]) ? refuse("gone", "That session has expired.") : held;
  };
  const read = (session: FakeSession | undefined, since?: Since): StoredReading => {
    const now = Date.now();
    if (!session) return { state: "gone", now };
    return { state: isDead(session) ? "expired" : "live", now, session: stateOf(session, since) };
  };

  const summary = ([cookie, session]: Held, asking: Asking): StoredSummary => {
    const sizes = [...session.entries].map(([key, { text }]) => sizeOf(key) + shownText(key, text, 0, redaction).size);
    const { handle, user, expiry, revision } = session;
    return {
      ref: refOf(handle),
      handle,
      own: cookie === asking.cookie,
      user,
      keys: session.entries.size,
      size: sizes.reduce((sum, size) => sum + size, 0),
      ...momentsOf(session, sessions.library, hello),
      expiry,
      revision,
      state: isDead(session) ? "expired" : "live",
    };
  };

  return {
    "store.list": ({ cursor, limit, filter = {}, sort }, asking) => {
      const { found, next } = page(filter, sort, cursor, limit);
      const { expired, ...more } = filter;
      const counted = [...sessions.live.values()].filter((session) => !expired || isDead(session));
      const counts = cursor === undefined && expired !== false && Object.keys(more).length === 0;
      return {
        sessions: found.map((held) => summary(held, asking)),
        next,
        total: counts ? { count: counted.length, exact: listing.exact } : null,
        sorts: [...listing.sorts],
        listsExpired: listing.expired,
        now: Date.now(),
      };
    },
    "store.read": ({ ref, since }) => read(find(ref)?.[1], since),
    "store.summaries": ({ refs }, asking) => {
      const found = refs.map(find);
      return { sessions: found.map((held) => (held ? summary(held, asking) : null)), now: Date.now() };
    },
    "store.value": ({ ref, key }) =>
      entryOf(demand(ref)[1], key, Number.POSITIVE_INFINITY) ?? refuse("bad-request", `The session has no key ${key}.`),
    "store.update": ({ ref, ...params }, asking) => {
      const asked = textsFrom(params.set, sessions.library);
      const [cookie, session] = demandLive(ref);
      const set = demandEdit(params.expect, asked, session);
      write(session, new Map([...set, ...params.delete.map((key) => [key, undefined] as const)]), {
        ...asking,
        cookie,
      });
      return { reading: read(sessions.live.get(cookie), params.since) };
    },
    "store.delete": ({ ref, revision }, asking) => {
      const [cookie, session] = demand(ref);
      if (session.revision !== revision) {
        refuse("stale-revision", "The session has moved on.", { revision: session.revision });
      }
      const ticket = undo.keepStored(isDead(session) ? [] : [session]);
      sessions.end(cookie, by(asking));
      return { ticket };
    },
    "store.deleteMatching": ({ filter, cursor, limit }, asking) => {
      const { found, next } = page(filter, undefined, cursor, limit);
      const gone = found.slice(0, sessions.deletesBeforeFailure);
      if (gone.length === 0 && found.length > 0) refuse("store-failed", "The store cannot be asked.");
      sessions.deletesBeforeFailure -= gone.length;
      const ticket = undo.keepStored(gone.map(([, session]) => session).filter((session) => !isDead(session)));
      for (const [cookie] of gone) sessions.end(cookie, by(asking));
      return { deleted: gone.length, changed: 0, failed: found.length - gone.length, next, ticket };
    },
    "store.clearExpired": ({ limit }) => {
      const dead = [...sessions.live].filter(([, session]) => isDead(session));
      for (const [cookie] of dead.slice(0, limit)) sessions.live.delete(cookie);
      return { removed: Math.min(dead.length, limit), done: dead.length <= limit };
    },
    "store.clone": ({ ref }, asking) => {
      const [, { entries, expiry, user }] = demandLive(ref);
      const texts: Texts = new Map([...entries].map(([key, { text }]) => [key, text]));
      return created(texts, expiry, user, asking);
    },
  };
}

const refOf = (handle: string) => `ref-${handle}`;
