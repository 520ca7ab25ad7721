/** The debug endpoint: a call passes the gate, its body is read, its command runs, its result or error is the answer. */

import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import { BoundedMap } from "../core/bounded-map.ts";
import {
  ExpiryError,
  NotSerializableError,
  SessionTooLargeError,
  StoreError,
  UnsupportedError,
} from "../core/errors.ts";
import { sessionUsed } from "../core/events.ts";
import type { DebugAnswer, DebugEndpoint } from "../core/exchange.ts";
import { endedSessionsOf } from "../core/logout.ts";
import { isProduction } from "../core/process/production.ts";
import { type SessionId, sessionHandle } from "../core/session-key.ts";
import type { Settings } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import {
  type Answer,
  announceHeader,
  type CallError,
  type CommandName,
  defaultPath,
  errorCodes,
  protocolVersion,
  streamName,
} from "../protocol.ts";
import { readJson } from "./body.ts";
import { ChangeRecord } from "./change-record.ts";
import { chooseToken, tellToken } from "./choose-token.ts";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { handlers } from "./commands.ts";
import { takeOwnPath } from "./endpoint-paths.ts";
import { type Gate, pass } from "./gate.ts";
import { Lab, type LoadAnswer } from "./lab.ts";
import { Listeners } from "./listeners.ts";
import { parseCall } from "./parse-call.ts";
import { Redaction } from "./redaction.ts";
import { accessTo, type SessionAccess } from "./session-access.ts";
import { Cursors } from "./store/cursors.ts";
import { Refs } from "./store/refs.ts";
import { Totals } from "./store/total.ts";
import { type EventStream, eventStream } from "./stream.ts";
import type { Subject } from "./timeline/recorded.ts";
import { summaryOf } from "./timeline/summary.ts";
import { Timeline } from "./timeline.ts";
import { TokenCheck } from "./token.ts";
import { UndoTickets } from "./undo-tickets.ts";

export interface EndpointOptions {
  readonly settings: Settings;
  readonly store: Store | ClientStore;
  /** Sessions that another library keeps. `store` is then what their list is made from, or names them. */
  readonly foreign?: (recording: Recording) => SessionAccess;
  /** Ends the live streams and the recording, and drops what could be undone. */
  readonly signal: AbortSignal;
  /** Prints a generated token for the developer; to standard error unless given. */
  readonly tell?: (line: string) => void;
}

/** Where what requests did is recorded. Those of our own sessions are heard of by themselves. */
export interface Recording {
  readonly record: ChangeRecord;
  readonly timeline: Timeline;
  readonly handleOf: (id: SessionId) => string;
}

/** Sessions whose handles are kept at hand. */
const rememberedSessions = 1000;

/** There is no CORS header: whoever would need one is not meant to read the answer. */
const safeHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** @throws SettingError when the endpoint must not start as configured. */
export function createEndpoint(given: EndpointOptions): DebugEndpoint {
  const { settings, store, foreign, signal, tell = toStandardError } = given;
  const options = settings.debug || {};
  const { path = defaultPath, requireToken = true, redact, origins = [] } = options;
  const chosen = chooseToken(options, process.env);
  const gate: Gate = {
    path,
    origins,
    token: new TokenCheck(chosen.token, chosen.server),
    // An app may learn after its start that it is in production, for instance from a .env file.
    requireToken: () => requireToken || isProduction(process.env),
  };
  if (!foreign) takeOwnPath(path);
  const announced = `v=${protocolVersion}; path=${path}; request=`;
  // Another library's secret is its own.
  const secret = foreign ? chosen.token : settings.secret?.[0];
  // An app whose modules run anew while it is developed has an endpoint anew; the live stream may be the old one's, and names sessions alike.
  const handleSecret = keyFor("handles", secret ?? chosen.token);
  // A store in this process begins anew with it: what an earlier process has said of it leads nowhere.
  const listed = secret !== undefined && store.kind === "server" && store.traits.shared ? secret : undefined;
  const redaction = new Redaction(redact);
  const listeners = new Listeners();
  const handleOf = rememberedHandles(handleSecret);
  const requests = foreign ? channel(Symbol("requests of foreign sessions")) : sessionUsed;
  const record = new ChangeRecord(handleOf, redaction, listeners, signal, undefined, requests);
  const timeline = new Timeline(
    (recorded) => {
      if (!listeners.none) listeners.tell({ type: "request", ...summaryOf(recorded, handleOf) });
    },
    signal,
    undefined,
    requests,
  );
  const lab = new Lab(path, settings.cookieName, signal);
  const context = {
    settings,
    store,
    sessions: foreign?.({ record, timeline, handleOf }) ?? accessTo(store, settings.cookieName, handleSecret),
    record,
    timeline,
    handleOf,
    redaction,
    undo: ticketsFor(store, signal),
    refs: new Refs(keyFor("refs", listed), handleOf),
    cursors: new Cursors(keyFor("cursors", listed)),
    totals: new Totals(),
    lab,
  };
  tellToken(path, chosen, process.env, tell);

  return {
    path,
    header: announceHeader,
    ownsBelow: (target) => lab.ownsBelow(target),
    withoutSession: () => timeline.countWithoutSession(),
    announce: (requestId) => announced + requestId,
    async handle(call) {
      const load = lab.answer(call);
      if (load) return withCookies(load);
      try {
        const origin = pass(gate, call);
        const { command, params, cookie, moreCookies, window } = parseCall(await readJson(call));
        if (command === streamName) return streamed(eventStream(listeners, AbortSignal.any([call.signal, signal])));
        demandCommand(command, context.sessions);
        const handler = handlers[command] as (params: unknown, context: CommandContext) => Promise<unknown>;
        const caller = { command, origin, remoteAddress: call.remoteAddress };
        const asked = { ...context, caller, cookie, moreCookies, window };
        return answered(200, { ok: true, result: await handler(params, asked) });
      } catch (error) {
        const detail = detailOf(error);
        return answered(errorCodes[detail.code], { ok: false, error: detail });
      }
    },
  };
}

/** @throws CommandError `unsupported` with the reason where the library of the sessions cannot do it. */
function demandCommand(command: CommandName, { foreign }: SessionAccess): void {
  if (!foreign || foreign.commands.has(command)) return;
  const { name, cannot } = foreign.engine;
  throw new CommandError("unsupported", cannot?.[command] ?? `${name} cannot do this.`);
}

function detailOf(error: unknown): CallError {
  if (error instanceof CommandError) return error.detail;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotSerializableError || error instanceof ExpiryError) return { code: "invalid-params", message };
  if (error instanceof SessionTooLargeError) return { code: "too-large", message };
  if (error instanceof UnsupportedError) return { code: "unsupported", message };
  if (error instanceof StoreError) return { code: "store-failed", message };
  return { code: "internal", message: `The debug endpoint failed: ${message}` };
}

function answered(status: number, answer: Answer): DebugAnswer {
  return { status, headers: { ...safeHeaders, "Content-Type": "application/json" }, body: JSON.stringify(answer) };
}

/** To a load of the cookie lab. */
function withCookies({ lines, came }: LoadAnswer): DebugAnswer {
  const headers = { ...safeHeaders, "Content-Type": "application/json", "Set-Cookie": lines };
  return { status: 200, headers, body: JSON.stringify({ came }) };
}

function streamed({ lines, stalled }: EventStream): DebugAnswer {
  const headers = { ...safeHeaders, "Content-Type": "application/x-ndjson" };
  return { status: 200, headers, body: lines, stalled };
}

function ticketsFor(store: Store | ClientStore, signal: AbortSignal): UndoTickets {
  const tickets = new UndoTickets(signal);
  endedSessionsOf(store).onUserLogout((user) => tickets.dropUser(user), signal);
  return tickets;
}

/** 256 bits. With a secret of the app they stay the same after a restart, and in all its processes. */
function keyFor(purpose: string, secret: string | undefined) {
  const bytes = secret === undefined ? randomBytes(32) : createHmac("sha256", secret).update(purpose).digest();
  return createSecretKey(bytes);
}

/** Making a handle is the most that recording a request would cost. */
function rememberedHandles(secret: KeyObject): (subject: Subject) => string {
  const known = new BoundedMap<Subject, string>(rememberedSessions);
  return (subject) => {
    let handle = known.get(subject);
    if (handle === undefined) {
      handle = sessionHandle(subject as SessionId, secret);
      known.set(subject, handle);
    }
    return handle;
  };
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
