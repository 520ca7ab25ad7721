/** The same small app with the debug endpoint off and on: on our sessions, and on those of other libraries. */

import expressSession from "express-session";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { inspect } from "sessionscope/inspect/express-session";
import { inspect as inspectKoa } from "sessionscope/inspect/koa-session";
import { expressSessionOptions, expressSessionWords, onExpress } from "./subjects/express.ts";
import { koaSessionSubject } from "./subjects/koa.ts";
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

const onKoa = (store: "memory" | "signed cookie"): DebugPair => ({
  off: koaSessionSubject(store, "koa-session"),
  on: koaSessionSubject(store, "koa-session, inspected", (middleware) => inspectKoa(middleware, { token })),
});

export const debugPairs: Readonly<Record<string, DebugPair>> = {
  sessionscope: { off: ours("sessionscope", false), on: ours("sessionscope, debug on", { token }) },
  "express-session": {
    off: theirs("express-session", (middleware) => middleware),
    on: theirs("express-session, inspected", (middleware) => inspect(middleware, { token })),
  },
  "koa-session": onKoa("memory"),
  "koa-session-cookie": onKoa("signed cookie"),
};

export const debugSubjects: readonly Subject[] = Object.values(debugPairs).flatMap(({ off, on }) => [off, on]);
