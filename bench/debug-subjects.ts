/** The same small app with the debug endpoint off and on: on our sessions, and on those of other libraries. */

import type { Server } from "node:http";
import expressSession from "express-session";
import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { inspect as inspectCookieSession } from "sessionscope/inspect/cookie-session";
import { inspect as inspectExpressSession } from "sessionscope/inspect/express-session";
import { inspect as inspectSecureSession } from "sessionscope/inspect/fastify-secure-session";
import { inspect as inspectFastifySession } from "sessionscope/inspect/fastify-session";
import { inspect as inspectH3 } from "sessionscope/inspect/h3";
import { inspect as inspectHonoSessions } from "sessionscope/inspect/hono-sessions";
import { inspect as inspectIronSession } from "sessionscope/inspect/iron-session";
import { inspect as inspectKoaSession } from "sessionscope/inspect/koa-session";
import {
  expressSessionOptions,
  expressSessionWords,
  onCookieSession,
  onExpress,
  onIronSession,
} from "./subjects/express.ts";
import { onFastifySession, onSecureSession } from "./subjects/fastify.ts";
import { onH3 } from "./subjects/h3.ts";
import { onHonoSessions } from "./subjects/hono.ts";
import { onKoaSession } from "./subjects/koa.ts";
import type { Subject } from "./subjects/subject.ts";

const debug = { token: "a-token-of-thirty-two-characters" };

/** Two subjects that are the same but for debug. */
export interface DebugPair {
  readonly off: Subject;
  readonly on: Subject;
}

const pair = (
  library: string,
  framework: Subject["framework"],
  store: Subject["store"],
  start: (isOn: boolean) => Promise<Server>,
): DebugPair => ({
  off: { framework, library, store, start: () => start(false) },
  on: { framework, library: `${library}, debug on`, store, start: () => start(true) },
});

export const debugPairs: Readonly<Record<string, DebugPair>> = {
  sessionscope: pair("sessionscope", "Express", "memory", async (isOn) =>
    onExpress(expressSessions(await createSessions({ store: "memory:", debug: isOn && debug }))),
  ),
  "express-session": pair("express-session", "Express", "memory", (isOn) => {
    const middleware = expressSession(expressSessionOptions);
    return onExpress(isOn ? inspectExpressSession(middleware, debug) : middleware, expressSessionWords);
  }),
  "koa-session": pair("koa-session", "Koa", "memory", (isOn) =>
    onKoaSession("memory", isOn ? (middleware) => inspectKoaSession(middleware, debug) : undefined),
  ),
  "koa-session-cookie": pair("koa-session", "Koa", "signed cookie", (isOn) =>
    onKoaSession("signed cookie", isOn ? (middleware) => inspectKoaSession(middleware, debug) : undefined),
  ),
  "cookie-session": pair("cookie-session", "Express", "signed cookie", (isOn) =>
    onCookieSession(isOn ? (middleware) => inspectCookieSession(middleware, debug) : undefined),
  ),
  "iron-session": pair("iron-session", "Express", "encrypted cookie", (isOn) =>
    onIronSession(isOn ? (get, options) => inspectIronSession(get, options, debug) : undefined),
  ),
  "fastify-session": pair("@fastify/session", "Fastify", "memory", (isOn) =>
    onFastifySession(isOn ? (app) => app.register(inspectFastifySession, debug) : undefined),
  ),
  "fastify-secure-session": pair("@fastify/secure-session", "Fastify", "encrypted cookie", (isOn) =>
    onSecureSession(isOn ? (app) => app.register(inspectSecureSession, debug) : undefined),
  ),
  "hono-sessions": pair("hono-sessions", "Hono", "memory", (isOn) =>
    onHonoSessions("MemoryStore", isOn ? (make) => (options) => inspectHonoSessions(make, options, debug) : undefined),
  ),
  "hono-sessions-cookie": pair("hono-sessions", "Hono", "encrypted cookie", (isOn) =>
    onHonoSessions("CookieStore", isOn ? (make) => (options) => inspectHonoSessions(make, options, debug) : undefined),
  ),
  h3: pair("h3", "h3", "encrypted cookie", (isOn) =>
    onH3(isOn ? (h3, config) => inspectH3(h3, config, debug) : undefined),
  ),
};

export const debugSubjects: readonly Subject[] = Object.values(debugPairs).flatMap(({ off, on }) => [off, on]);
