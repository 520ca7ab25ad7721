/** Session libraries that the fake server can stand for, each with what it cannot do. By `?engine=` in the address. */

import { type CommandName, commands, type Engine, type Hello } from "sessionscope/protocol";
import type { FakeBrowser } from "../platform/fake.ts";
import { companionsOf } from "./fake-expiry.ts";
import type { FakeServer } from "./fake-server.ts";

export interface FakeEngine {
  readonly engine: Omit<Engine, "cannot">;
  readonly store: Hello["store"];
  readonly cookie: Pick<Hello["cookie"], "name" | "more">;
  /** By the beginnings of commands: why the library has none of them. */
  readonly lacks: Readonly<Record<string, string>>;
  /** Whether it keeps when a session began, was changed, and ends. */
  readonly keeps: { readonly created: boolean; readonly modified: boolean; readonly expires: boolean };
  /** Values stay as they are written: `1.0` is not `1`. */
  readonly verbatim: boolean;
  /** Keys that the library alone writes, with their texts, which may be no JSON. */
  readonly readOnly: Readonly<Record<string, string>>;
  /** Further keys of the shop's session, as JSON texts. */
  readonly holds?: Readonly<Record<string, string>>;
}

const nothing = { created: false, modified: false, expires: false };
const noTicket = { "undo.": "The library keeps nothing of what it has deleted." };

export const fakeEngines: Readonly<Record<string, FakeEngine>> = {
  "express-session": {
    engine: {
      name: "express-session 1.19.0 (MemoryStore)",
      revisions: "observed",
      edits: "merge",
      expiry: ["policy", "browser-close", "seconds"],
    },
    store: { name: "MemoryStore", kind: "server", limit: null },
    cookie: { name: "connect.sid" },
    lacks: {
      ...noTicket,
      "store.delete": "",
      "store.update": "MemoryStore lists its sessions for reading.",
      "store.clearExpired": "express-session leaves it to the store when to clear.",
      "store.clone": "",
    },
    keeps: { ...nothing, expires: true },
    verbatim: false,
    readOnly: {},
  },
  "iron-session": {
    engine: { name: "iron-session 9.0.0", revisions: "observed", edits: "none", expiry: ["policy"] },
    store: { name: "iron-session", kind: "client", limit: 3_900 },
    cookie: { name: "sid", more: ["sid.*"] },
    lacks: {
      ...noTicket,
      "session.cycleKey": "iron-session has no key to cycle: the cookie is the session.",
      "session.setExpiry": "iron-session seals the lifetime of its settings into each cookie.",
      "store.": "The sessions are in the browsers only.",
      "timeline.": "iron-session does not say what a request did.",
      "lab.": "This bridge serves no loads of the lab.",
    },
    keeps: { ...nothing, expires: true },
    verbatim: false,
    readOnly: {},
  },
  django: {
    engine: {
      name: "Django 5.2.18 (db)",
      revisions: "observed",
      edits: "quiet",
      expiry: ["policy", "browser-close", "seconds", "moment"],
    },
    store: { name: "db", kind: "server", limit: null },
    cookie: { name: "sessionid" },
    lacks: noTicket,
    keeps: { ...nothing, expires: true },
    verbatim: true,
    readOnly: {
      _wizard: "<shop.wizard.Step object at 0x7f3a2c1d>",
      roles: '{"staff":["orders","refunds"]}',
    },
    holds: { price: "1.0", ticket: "1208925819614629174706176" },
  },
  "read-only": {
    engine: { name: "better-auth 1.7.2", revisions: "observed", edits: "compare", expiry: [] },
    store: { name: "better-auth", kind: "server", limit: null },
    cookie: { name: "better-auth.session_token", more: ["better-auth.session_data"] },
    lacks: {
      ...noTicket,
      "session.update": "better-auth keeps its own columns: they can only be looked at here.",
      "session.restore": "",
      "session.cycleKey": "",
      "session.setExpiry": "",
      "session.clear": "",
      "session.flush": "",
      "session.expire": "",
      "testCookie.": "",
      "store.": "",
      "timeline.": "",
      "lab.": "",
    },
    keeps: { created: true, modified: true, expires: true },
    verbatim: false,
    readOnly: { ipAddress: '"127.0.0.1"' },
  },
};

/** Makes the server, whose shop is filled already, one of this library, and gives the browser its cookies. */
export function useEngine(fake: FakeEngine, server: FakeServer, browser: FakeBrowser): void {
  const before = server.hello.cookie.name;
  const { engine, store, cookie, lacks, keeps, verbatim, readOnly, holds = {} } = fake;
  const all = Object.keys(commands) as CommandName[];
  const reasonOf = (command: string) => Object.entries(lacks).find(([beginning]) => command.startsWith(beginning));
  const cannot = Object.fromEntries(
    all.flatMap((command) => {
      const [, reason = ""] = reasonOf(command) ?? [];
      return reason === "" ? [] : [[command, reason]];
    }),
  );
  Object.assign(server.hello, {
    engine: { ...engine, cannot },
    store,
    cookie: { ...server.hello.cookie, ...cookie },
    commands: all.filter((command) => reasonOf(command) === undefined),
  });
  server.sessions.library = { keeps, verbatim, readOnly: new Set(Object.keys(readOnly)) };
  for (const { entries, lastChange } of server.sessions.live.values()) {
    for (const [key, text] of Object.entries({ ...readOnly, ...holds }))
      entries.set(key, { text, changed: lastChange });
  }
  const own = browser.jar().find(({ name }) => name === before);
  if (own === undefined) return;
  browser.dropCookie(before);
  const values = { [server.hello.cookie.name]: own.value, ...companionsOf(own.value, server.hello) };
  for (const [name, value] of Object.entries(values)) browser.putCookie({ ...own, name, value });
}
