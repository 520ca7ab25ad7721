/** Checks and carries out what a panel writes to the sessions of the fake server. */

import type { Cause, Changed, Expiry, Hello } from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import type { FakeLibrary } from "./fake-library.ts";
import { fakeReading } from "./fake-reading.ts";
import type { FakeSession, FakeSessions, Texts } from "./fake-sessions.ts";
import { sizeOf } from "./fake-shown-text.ts";

/** The session cookie and the panel's id that a call carries. */
export interface Asking {
  readonly cookie: string | null;
  readonly window?: string | undefined;
}

export function fakeWriting(sessions: FakeSessions, hello: Hello) {
  const { redaction } = sessions;
  const { changed } = fakeReading(sessions, hello);

  /** Refuses a write to keys whose present or new value is hidden. */
  const demandVisible = (keys: readonly string[], set: Texts, session: FakeSession | null) => {
    const hidden = keys.filter((key) =>
      [set.get(key), session?.entries.get(key)?.text ?? "null"].some(
        (text) => text !== undefined && redaction.hides(key, text),
      ),
    );
    if (hidden.length > 0) refuse("redacted", "The server hides these keys.", { keys: hidden });
    const fixed = keys.filter((key) => sessions.library.readOnly.has(key));
    if (fixed.length > 0) refuse("unsupported", "The library alone writes these keys.", { keys: fixed });
  };
  /** The texts to write, with what is hidden beside an edited place. Refuses what the panel has not seen like that. */
  const demandEdit = (expect: Readonly<Record<string, string | null>>, set: Texts, session: FakeSession): Texts => {
    const stored = (key: string) => session.entries.get(key)?.text ?? null;
    const restored = [...set].flatMap(([key, text]) => {
      const is = stored(key);
      const to = is === null || text === undefined ? null : redaction.unmask(key, is, text);
      return to === null ? [] : [[key, to] as const];
    });
    const beside = new Map(restored);
    demandVisible(
      Object.keys(expect).filter((key) => !beside.has(key)),
      set,
      session,
    );
    const shown = (key: string) => (beside.has(key) ? redaction.mask(key, stored(key)!) : stored(key));
    const keys = Object.entries(expect)
      .filter(([key, text]) => shown(key) !== text)
      .map(([key]) => key);
    if (keys.length > 0) refuse("conflict", "These keys have other values now.", { keys });
    return new Map([...set, ...beside]);
  };
  const demandRoom = (set: Texts, session: FakeSession | null) => {
    const { limit } = hello.store;
    // A write that only deletes is accepted, even if the session stays too large.
    if ([...set.values()].every((text) => text === undefined)) return;
    const all = new Map(
      [...(session?.entries ?? [])].map(([key, { text }]): [string, string | undefined] => [key, text]),
    );
    for (const [key, text] of set) all.set(key, text);
    const total = [...all].reduce((sum, [key, text]) => sum + (text === undefined ? 0 : sizeOf(key) + sizeOf(text)), 0);
    if (limit !== null && total > limit) refuse("too-large", `The session has ${total} bytes, ${limit} are allowed.`);
  };

  const created = (texts: Texts, expiry: Expiry, user: string | null, asking: Asking): Changed => {
    demandRoom(texts, null);
    const cookie = sessions.create(texts, expiry, user, by(asking));
    return changed(cookie, sessions.live.get(cookie)!);
  };
  /** Commits, and ends the session if its own expiry has passed. */
  const write = (session: FakeSession, texts: Texts, asking: Asking) => {
    demandRoom(texts, session);
    sessions.commit(session, texts, by(asking));
    if (sessions.find(asking.cookie) === null) sessions.end(asking.cookie!, by(asking));
  };

  return { demandVisible, demandEdit, demandRoom, created, write };
}

/** The texts in the form in which an app or its library stores them. @throws CommandError for a number that is not finite. */
export function textsFrom(texts: Readonly<Record<string, string>>, { verbatim }: FakeLibrary): Texts {
  if (verbatim) return new Map(Object.entries(texts));
  const checked = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value)
      ? refuse("invalid-params", "A session holds finite numbers only.")
      : value;
  return new Map(Object.entries(texts).map(([key, text]) => [key, JSON.stringify(JSON.parse(text, checked))]));
}

export const by = ({ window }: Asking): Cause => ({
  by: "panel",
  method: "",
  path: "",
  at: Date.now(),
  ...(window !== undefined && { window }),
});
