/** Code that breaks the bridge to express-session; part of the list in `mutants.ts`. */

import type { Mutant } from "./mutant.ts";

const folder = "server-sdk/src/inspect/express-session";
const tests = ["server-sdk/tests/inspect/express-session/express-session.test.ts"];

export const expressSessionMutants: readonly Mutant[] = [
  {
    promise: "express-session: an edit reaches the requests under way",
    file: `${folder}/app-requests.ts`,
    find: "      this.#tellLoaded(work);\n      applyEdit(work, sid, edit);",
    replace: "",
    tests,
  },
  {
    promise: "express-session: a request that has changed nothing does not save its older copy for an edit",
    file: `${folder}/app-requests.ts`,
    find: "if (work?.hasOnlyMerged(sid, snapshot))",
    replace: "if (false as boolean && work)",
    tests,
  },
  {
    promise: "express-session: what a panel has ended is not saved again",
    file: `${folder}/app-requests.ts`,
    find: '    if (work && this.#hasEnded(sid, work)) return { verdict: "refuse" };\n    if (work?.hasOnlyMerged',
    replace: "    if (work?.hasOnlyMerged",
    tests,
  },
  {
    promise: "express-session: a save that throws has ended, and keeps no panel waiting",
    file: `${folder}/watch-store.ts`,
    find: "    end(error);\n    throw error;\n  }\n  if (answer",
    replace: "    throw error;\n  }\n  if (answer",
    tests: [`${folder}/watch-store.test.ts`],
  },
  {
    promise: "express-session: an id that comes again is saved again",
    file: `${folder}/ended-sessions.ts`,
    find: "return (this.#byPanel.get(sid) ?? 0) > moment;",
    replace: "return this.#byPanel.get(sid) !== undefined && moment > 0;",
    tests,
  },
  {
    promise: "express-session: a session that the app ends while it is edited stays ended",
    file: `${folder}/bridge.ts`,
    find: "if (!session || ended.since(ref.sid, begun))",
    replace: "if (!session || begun < 0)",
    tests,
  },
  {
    promise: "express-session: an edit takes nothing that the app saves meanwhile",
    file: `${folder}/bridge.ts`,
    find: "if (app.saves.countOf(sid) === count || left === 0) return session;",
    replace: "if (count >= 0 || left === 0) return session;",
    tests,
  },
  {
    promise: "express-session: looking uses up no id of a counter",
    file: `${folder}/bridge.ts`,
    find: "seen && longestId < randomLength ? seen :",
    replace: "seen && longestId < 0 ? seen :",
    tests,
  },
  {
    promise: "express-session: only values that were changed are written",
    file: `server-sdk/src/inspect/base/texts.ts`,
    find: "if (had.get(key) !== text && !own.has(key))",
    replace: "if (!own.has(key))",
    tests,
  },
  {
    promise: "express-session: in production the middleware itself comes back",
    file: "server-sdk/src/inspect/express-session.ts",
    find: " || !isInspectable(options)",
    replace: "",
    tests,
  },
  {
    promise: "express-session: a request's note has the values as they were, whatever the request does with them later",
    file: "server-sdk/src/inspect/base/snapshot.ts",
    find: "parts.push(key, true, text);",
    replace: "parts.push(key, false, value);",
    tests: ["server-sdk/src/inspect/base/snapshot.test.ts"],
  },
  {
    promise: "requests without a session take no room from the notes of others",
    file: "server-sdk/src/inspect/base/notes.ts",
    find: "    this.#withoutSession++;",
    replace: "    this.add(({ endpoint }) => endpoint.withoutSession(), 0);",
    tests: ["server-sdk/src/inspect/base/notes.test.ts"],
  },
];
