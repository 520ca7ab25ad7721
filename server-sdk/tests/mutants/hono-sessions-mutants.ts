/** Broken rules of the bridge to hono-sessions. */

import type { Mutant } from "./mutant.ts";

const folder = "server-sdk/src/inspect/hono-sessions";
const tests = ["server-sdk/tests/inspect/hono-sessions/hono-sessions.test.ts"];

export const honoSessionsMutants: readonly Mutant[] = [
  {
    promise: "hono-sessions: a look stores nothing",
    file: `${folder}/stored-bridge.ts`,
    find: "this.#given.on({ ...nowhere, getSessionById })",
    replace: "this.#given.on({ ...this.#given.store, getSessionById })",
    tests,
  },
  {
    promise: "hono-sessions: an edit waits until the session's requests have ended",
    file: `${folder}/app-store.ts`,
    find: "by.end = inFlight.begin(id);",
    replace: "void by;",
    tests,
  },
  {
    promise: "hono-sessions: what is shown once stays so in an edit",
    file: `${folder}/library.ts`,
    find: "if (session.getCache()._data[key]?.flash) session.flash(key, value);",
    replace: "if (!session) throw value;",
    tests,
  },
  {
    promise: "hono-sessions: a store that fails is told from a session that is not there",
    file: `${folder}/stored-bridge.ts`,
    find: "if (failure) throw failure.error;",
    replace: "void failure;",
    tests,
  },
];
