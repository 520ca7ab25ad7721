/** Broken rules of the bridge to @fastify/session. */

import type { Mutant } from "./mutant.ts";

const folder = "server-sdk/src/inspect/fastify-session";
const tests = ["server-sdk/tests/inspect/fastify-session/fastify-session.test.ts"];

export const fastifySessionMutants: readonly Mutant[] = [
  {
    promise: "@fastify/session: a request that has loaded its session before an edit loads it again",
    file: `${folder}/app-requests.ts`,
    find: "if (this.inFlight.changedSince(id, work.start)) {",
    replace: "if (!work) {",
    tests,
  },
  {
    promise: "@fastify/session: a request that cannot load its session again saves none",
    file: `${folder}/app-requests.ts`,
    find: "its.session = {} as LibrarySession;",
    replace: "",
    tests,
  },
  {
    promise: "@fastify/session: an edit does not wait for a request that could not load its session again",
    file: `${folder}/app-requests.ts`,
    find: "work.end();\n        return next(error);",
    replace: "return next(error);",
    tests,
  },
  {
    promise: "@fastify/session: a request under way does not save a session that the panel has ended",
    file: `${folder}/app-requests.ts`,
    find: "if (sessionOf(request)?.sessionId !== sid) continue;",
    replace: "if (sid) continue;",
    tests,
  },
  {
    promise: "@fastify/session: a session that a request saves while it is being ended is ended again",
    file: `${folder}/bridge.ts`,
    find: "if (isInUse) await this.#calls.destroy(sid);",
    replace: "void isInUse;",
    tests,
  },
  {
    promise: "@fastify/session: an edit renews nothing",
    file: `${folder}/bridge.ts`,
    find: "else keepEnd(session, ref.data);",
    replace: "else void keepEnd;",
    tests,
  },
];
