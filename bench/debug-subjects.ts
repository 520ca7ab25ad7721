/** The same small Express app on memory, with the debug endpoint off and on: on our sessions, and on those of express-session. */

import expressSession from "express-session";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { inspect } from "sessionscope/inspect/express-session";
import { expressSessionOptions, expressSessionWords, onExpress } from "./subjects/express.ts";
import type { Subject } from "./subjects/subject.ts";

const token = "a-token-of-thirty-two-characters";

/** Two subjects that are the same but for debug. */
export interface DebugPair {
  readonly off: Subject;
  readonly on: Subject;
}

const ours = (library: Subject["library"], debug: false | { token: string }): Subject => ({
  framework: "Express",
  library,
  store: "memory",
  start: async () => onExpress(expressSessions(await createSessions({ store: "memory:", debug }))),
});

const theirs = (library: Subject["library"], line: typeof inspect): Subject => ({
  framework: "Express",
  library,
  store: "memory",
  start: () => onExpress(line(expressSession(expressSessionOptions)), expressSessionWords),
});

export const debugPairs: Readonly<Record<string, DebugPair>> = {
  sessionscope: { off: ours("sessionscope", false), on: ours("sessionscope, debug on", { token }) },
  "express-session": {
    off: theirs("express-session", (middleware) => middleware),
    on: theirs("express-session, inspected", (middleware) => inspect(middleware, { token })),
  },
};

export const debugSubjects: readonly Subject[] = Object.values(debugPairs).flatMap(({ off, on }) => [off, on]);
