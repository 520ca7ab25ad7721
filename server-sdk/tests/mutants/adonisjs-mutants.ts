/** Broken rules of the bridge to @adonisjs/session. */

import type { Mutant } from "./mutant.ts";

const folder = "server-sdk/src/inspect/adonisjs";
const tests = ["server-sdk/tests/inspect/adonisjs/adonisjs.test.ts"];

export const adonisjsMutants: readonly Mutant[] = [
  {
    promise: "AdonisJS: an edit waits until the session's requests have ended",
    file: `${folder}/app-store.ts`,
    find: "work.end = this.#inFlight.begin(id);",
    replace: "void work;",
    tests,
  },
  {
    promise: "AdonisJS: an edit leaves flash messages to the page that shows them",
    file: `${folder}/bridge.ts`,
    find: "if (Object.hasOwn(data, session.flashKey))",
    replace: "if (session.flashKey === undefined)",
    tests,
  },
  {
    promise: "AdonisJS: a key that is a path is refused",
    file: `${folder}/bridge.ts`,
    find: 'key === "__proto__" || !Object.hasOwn(probe.all(), key)',
    replace: 'key === "__proto__"',
    tests,
  },
  {
    promise: "AdonisJS: the panel works on a copy of what a store in memory gives",
    file: `${folder}/asking.ts`,
    find: "return data && { ...data };",
    replace: "return data;",
    tests,
  },
  {
    promise: "AdonisJS: what a panel has emptied is shown as an empty session",
    file: `${folder}/bridge.ts`,
    find: "if (!stored) this.#emptied.set(sessionId, true);",
    replace: "void stored;",
    tests,
  },
  {
    promise: "AdonisJS: what a browser would drop is refused",
    file: `${folder}/bridge.ts`,
    find: "demandKeepable(written);",
    replace: "void demandKeepable;",
    tests,
  },
  {
    promise: "AdonisJS: the cookie with the values goes with the session's",
    file: `${folder}/cookie-bridge.ts`,
    find: "...(ref.has(id) ? [dropLineOf(line, id)] : [])",
    replace: "...(ref.has(id) ? [] : [])",
    tests,
  },
];
