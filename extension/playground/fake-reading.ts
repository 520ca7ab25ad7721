/** Reads the sessions of the fake server in the form of the protocol. */

import {
  type Changed,
  type Entry,
  type Hello,
  type SessionReading,
  type SessionState,
  type Since,
  valueCap,
} from "sessionscope/protocol";
import { isForeignCookie } from "../panel/engine.ts";
import { cookieLines, momentsOf } from "./fake-expiry.ts";
import type { FakeSession, FakeSessions } from "./fake-sessions.ts";
import { shownText, sizeOf } from "./fake-shown-text.ts";

export interface FakeReading {
  /** The entry of a key, its text cut to `cap` UTF-16 units; null: the session has no such key. */
  entryOf(session: FakeSession, key: string, cap: number): Entry | null;
  /** A session, with its commits after `since`. */
  stateOf(session: FakeSession, since?: Since): SessionState;
  /** The session of a cookie, with its commits after `since`. */
  read(cookie: string | null, since?: Since): SessionReading;
  /** The session of a cookie after a change. `session`: its cookie is new or has another age, and is sent too. */
  changed(cookie: string | null, session?: FakeSession | null, since?: Since): Changed;
}

export function fakeReading(sessions: FakeSessions, hello: Hello): FakeReading {
  const { redaction } = sessions;

  const entryOf = (session: FakeSession, key: string, cap: number): Entry | null => {
    const held = session.entries.get(key);
    if (held === undefined) return null;
    const readOnly = sessions.library.readOnly.has(key) && { readOnly: true };
    return { key, ...shownText(key, held.text, cap, redaction), ...readOnly, changed: held.changed };
  };
  const stateOf = (session: FakeSession, since?: Since): SessionState => {
    const { entries: held, commits: recorded, ...rest } = session;
    const after = since?.handle === session.handle ? since.revision : 0;
    const commits = since && { commits: recorded.filter(({ revision }) => revision > after) };
    const entries = [...held.keys()].map((key) => entryOf(session, key, valueCap)!);
    const total = entries.reduce((sum, entry) => sum + entry.size + sizeOf(entry.key), 0);
    return { ...rest, ...commits, entries, size: total, ...momentsOf(session, sessions.library, hello) };
  };
  const read = (cookie: string | null, since?: Since): SessionReading => {
    const now = Date.now();
    const session = sessions.find(cookie);
    if (session === null) return { state: cookie === null ? "none" : "gone", now };
    return { state: "live", now, session: stateOf(session, since) };
  };
  const changed = (cookie: string | null, session: FakeSession | null = null, since?: Since): Changed => {
    const sealed = isForeignCookie(hello) ? sessions.find(cookie) : null;
    // Where the cookie is the session, a change makes another one.
    const value = sealed === null ? cookie : sessions.reseal(cookie!);
    const lines = sealed ?? session;
    return { reading: read(value, since), cookies: lines && value !== null ? cookieLines(value, lines, hello) : [] };
  };
  return { entryOf, stateOf, read, changed };
}
