/** Carries out the commands of the protocol on the sessions of the fake server. */

import type { CommandName, Expiry, Hello, Params, Result } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import { checkedExpiry, deletedLines } from "./fake-expiry.ts";
import type { FakeLab } from "./fake-lab.ts";
import { fakeReading } from "./fake-reading.ts";
import type { FakeSession, FakeSessions, Texts } from "./fake-sessions.ts";
import { fakeStore } from "./fake-store.ts";
import type { FakeUndo } from "./fake-undo.ts";
import { type Asking, by, fakeWriting, textsFrom } from "./fake-writing.ts";

type Answers = { readonly [C in CommandName]: (params: Params<C>, asking: Asking) => Result<C> };

const testKey = "testcookie";
const testText = '"worked"';
const policy: Expiry = { kind: "policy" };

export function fakeCommands(sessions: FakeSessions, hello: Hello, undo: FakeUndo, lab: FakeLab): Answers {
  const { redaction } = sessions;
  const { entryOf, read, changed } = fakeReading(sessions, hello);
  const { demandVisible, demandEdit, demandRoom, created, write } = fakeWriting(sessions, hello);

  const demand = ({ cookie }: Asking): FakeSession => {
    if (cookie === null) return refuse("no-session", "No session cookie was sent.");
    return sessions.find(cookie) ?? refuse("gone", "The session of this cookie is gone.");
  };
  const demandAt = (revision: number, asking: Asking): FakeSession => {
    const session = demand(asking);
    if (session.revision === revision) return session;
    return refuse("stale-revision", "The session has moved on.", { revision: session.revision });
  };

  const keep = (session: FakeSession) => (hello.commands.includes("undo.restore") ? undo.keep(session) : null);

  return {
    hello: () => ({ ...hello, now: Date.now() }),
    "session.read": ({ since }, { cookie }) => read(cookie, since),
    "session.value": ({ key }, asking) =>
      entryOf(demand(asking), key, Number.POSITIVE_INFINITY) ?? refuse("bad-request", `The session has no key ${key}.`),
    "session.update": (params, asking) => {
      const asked = textsFrom(params.set, sessions.library);
      const session = demand(asking);
      const set = demandEdit(params.expect, asked, session);
      write(session, new Map([...set, ...params.delete.map((key) => [key, undefined] as const)]), asking);
      return changed(asking.cookie, null, params.since);
    },
    "session.clear": ({ revision }, asking) => {
      const session = demandAt(revision, asking);
      const own = session.expiry.kind !== "policy";
      const ticket = keep(session);
      session.expiry = policy;
      const cleared = [...session.entries.keys()].filter((key) => !sessions.library.readOnly.has(key));
      write(session, new Map(cleared.map((key) => [key, undefined])), asking);
      return { ...changed(asking.cookie, own ? session : null), ticket };
    },
    "session.flush": ({ revision }, asking) => {
      const ticket = keep(demandAt(revision, asking));
      sessions.end(asking.cookie!, by(asking));
      return { reading: read(null), cookies: deletedLines(hello), ticket };
    },
    "session.cycleKey": ({ revision }, asking) => {
      demandAt(revision, asking);
      const cookie = sessions.move(asking.cookie!, by(asking));
      return changed(cookie, sessions.live.get(cookie)!);
    },
    "session.setExpiry": ({ revision, expiry }, asking) => {
      const checked = checkedExpiry(expiry);
      const session = demandAt(revision, asking);
      session.expiry = checked;
      write(session, new Map(), asking);
      return changed(asking.cookie, session);
    },
    "session.expire": ({ revision, where }, asking) => {
      const session = demandAt(revision, asking);
      if (where === "cookie") return { reading: read(asking.cookie), cookies: deletedLines(hello) };
      const ticket = keep(session);
      sessions.end(asking.cookie!, by(asking));
      return { ...changed(asking.cookie), ticket };
    },
    "session.restore": ({ revision, entries, expiry, user }, asking) => {
      const set = textsFrom(entries, sessions.library);
      const checked = checkedExpiry(expiry);
      const session = revision === null ? null : demandAt(revision, asking);
      demandVisible([...set.keys()], set, session);
      if (session === null) return created(set, checked, user ?? null, asking);
      const isFixed = (key: string, text: string) => sessions.library.readOnly.has(key) || redaction.hides(key, text);
      const surplus = [...session.entries].filter(([key, { text }]) => !set.has(key) && !isFixed(key, text));
      const texts: Texts = new Map([...surplus.map(([key]) => [key, undefined] as const), ...set]);
      demandRoom(texts, session);
      session.expiry = checked;
      if (user !== undefined) session.user = user;
      write(session, texts, asking);
      return changed(asking.cookie, session);
    },
    ...fakeStore(sessions, hello, undo),
    "testCookie.set": (_, asking) => {
      const set: Texts = new Map([[testKey, testText]]);
      const session = sessions.find(asking.cookie);
      if (session === null) return created(set, policy, null, asking);
      write(session, set, asking);
      return changed(asking.cookie);
    },
    "testCookie.check": (_, { cookie }) => ({
      sent: cookie !== null,
      worked: sessions.find(cookie)?.entries.get(testKey)?.text === testText,
    }),
    "testCookie.delete": (_, asking) => {
      const session = sessions.find(asking.cookie);
      if (session?.entries.has(testKey)) write(session, new Map([[testKey, undefined]]), asking);
      return changed(asking.cookie);
    },
    ...sessions.timeline.commands,
    "undo.restore": (params, asking) =>
      undo.restore(params, {
        created: (texts, expiry, user) => created(texts, expiry, user, asking),
        demandAt: (revision) => demandAt(revision, asking),
        demandRoom,
        unchanged: () => changed(asking.cookie),
        write(session, texts) {
          write(session, texts, asking);
          return changed(asking.cookie, session);
        },
      }),
    ...lab.commands,
  };
}
