/** What each test of the suite works with: the server under test, and browsers whose sessions the suite has made. */

import { fail } from "node:assert/strict";
import type * as v from "../../core/valibot.ts";
import {
  type Answer,
  type CallError,
  type CommandName,
  commands,
  type ErrorCode,
  type Expiry,
  type Hello,
  type Params,
  protocolVersion,
  type Result,
  type SessionState,
} from "../../protocol.ts";
import type { SuiteCase } from "../suite-test.ts";
import { answerOf, assertFits, assertLive, assertRefused, callOf, patience, textsOf } from "./answers.ts";
import { EventReader } from "./event-reader.ts";
import { RelativeRevisions } from "./relative-revisions.ts";
import { parseLine } from "./set-cookie-line.ts";
import type { Need, ProtocolServer } from "./subject.ts";

export type ProtocolTest = SuiteCase<Trial, Need>;

export const policy: Expiry = { kind: "policy" };
/** A cookie that leads to no session, in a form that a server could have given. */
export const noSession = "x".repeat(32);

/** Headers by name; `undefined` leaves one out. */
export type Headers = Readonly<Record<string, string | undefined>>;

export class Trial {
  readonly subject: ProtocolServer;
  readonly #browsers: Browser[] = [];
  readonly #end = new AbortController();
  #hello: Hello | undefined;
  #revisions: RelativeRevisions | undefined;

  constructor(subject: ProtocolServer) {
    this.subject = subject;
  }

  /** A request that passes the gate, but for what is given. */
  send(init: RequestInit = {}, { headers = {}, query = "" }: { headers?: Headers; query?: string } = {}) {
    const { url, token, fetch = globalThis.fetch } = this.subject;
    const all: Headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}`, ...headers };
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const signal = AbortSignal.any([this.#end.signal, AbortSignal.timeout(patience)]);
    return fetch(url + query, { method: "POST", redirect: "manual", signal, ...init, headers: sent });
  }

  /** The call's answer, checked against the protocol. */
  async ask(call: unknown, headers?: Headers): Promise<Answer> {
    return answerOf(await this.send({ body: typeof call === "string" ? call : JSON.stringify(call) }, { headers }));
  }

  /** The error of a call that must be refused with this code. */
  async refused(code: ErrorCode, call: unknown, headers?: Headers): Promise<CallError> {
    return assertRefused(code, await this.ask(call, headers));
  }

  async hello(): Promise<Hello> {
    if (this.#hello === undefined) {
      const answer = await this.ask(callOf("hello"));
      if (!answer.ok) fail(`hello was refused: ${answer.error.code}: ${answer.error.message}`);
      this.#hello = assertFits(commands.hello.result, answer.result, "hello");
    }
    return this.#hello;
  }

  /** Bytes that a session may have. */
  async limit(): Promise<number> {
    const { store } = await this.hello();
    return store.limit ?? fail("hello.store.limit is null");
  }

  async revisions(): Promise<RelativeRevisions> {
    this.#revisions ??= new RelativeRevisions((await this.hello()).engine?.revisions === "observed");
    return this.#revisions;
  }

  /** A browser with this cookie, or without one. */
  browser(cookie: string | null = null): Browser {
    const browser = new Browser(this, cookie);
    this.#browsers.push(browser);
    return browser;
  }

  /** A browser with a new session of the suite's own, made through the endpoint. */
  async visitor(
    entries: Readonly<Record<string, unknown>> = { visits: 1 },
    { expiry = policy, user }: { readonly expiry?: Expiry; readonly user?: string } = {},
  ): Promise<Browser> {
    const browser = this.browser();
    const texts = Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, JSON.stringify(value)]));
    await browser.call("session.restore", { revision: null, entries: texts, expiry, ...(user && { user }) });
    return browser;
  }

  /** A browser with a session that the app has made, hidden values included. */
  async appVisitor(values: Readonly<Record<string, unknown>>): Promise<Browser> {
    return this.browser(await this.subject.makeSession!(values));
  }

  /** The live stream; it ends with the test. */
  async events(): Promise<EventReader> {
    const send = (call: unknown, signal: AbortSignal) => this.send({ body: JSON.stringify(call), signal });
    return EventReader.open(send, this.#end.signal, await this.revisions());
  }

  /** Leaves no session of the suite behind. */
  async end(): Promise<void> {
    try {
      for (const browser of this.#browsers) await browser.leave();
    } finally {
      this.#end.abort();
    }
  }
}

/** A browser and its panel: it has a cookie or none, and keeps what an answer gives it. */
export class Browser {
  cookie: string | null;
  /** By which its panel knows its own changes from those of another window. */
  window: string | undefined;
  /** The `Set-Cookie` lines of the last change. */
  lines: readonly string[] = [];
  readonly #trial: Trial;

  constructor(trial: Trial, cookie: string | null) {
    this.#trial = trial;
    this.cookie = cookie;
  }

  /** The result, checked against the protocol, with its cookies applied. */
  async call<C extends CommandName>(command: C, params: Params<C>): Promise<Result<C>> {
    const revisions = await this.#trial.revisions();
    const asked = await this.#call(command, params);
    const answer = await this.#trial.ask(asked);
    if (!answer.ok) fail(`${command} was refused: ${answer.error.code}: ${answer.error.message}`);
    const result = assertFits(commands[command].result as v.GenericSchema, answer.result, command) as Result<C>;
    if ("cookies" in result) {
      this.lines = result.cookies;
      for (const { value } of this.lines.map(parseLine)) this.cookie = value === "" ? null : value;
    }
    const own = handleIn(result);
    if (own !== null) {
      if (command === "session.cycleKey") revisions.moved(revisions.handleOf(asked.cookie), own);
      revisions.leads(refIn(params) ?? this.cookie, own);
    }
    return revisions.received(result, refIn(params) ?? asked.cookie);
  }

  /** The error of a command that must be refused with this code. */
  async refused<C extends CommandName>(code: ErrorCode, command: C, params: Params<C>): Promise<CallError> {
    const revisions = await this.#trial.revisions();
    const error = await this.#trial.refused(code, await this.#call(command, params));
    return revisions.received(error, refIn(params) ?? this.cookie);
  }

  /** The session, which must be live. */
  async session(): Promise<SessionState> {
    return assertLive(await this.call("session.read", {}));
  }

  /** Whether its cookie still leads to a session. */
  async state(): Promise<"live" | "none" | "gone"> {
    return (await this.call("session.read", {})).state;
  }

  /** The text of each key. */
  async texts(): Promise<Record<string, string>> {
    return textsOf(await this.session());
  }

  /** Sets one key, whatever it was. */
  async set(key: string, text: string): Promise<void> {
    const before = (await this.texts())[key] ?? null;
    await this.call("session.update", { set: { [key]: text }, delete: [], expect: { [key]: before } });
  }

  /** Ends the session, if there is one. */
  async leave(): Promise<void> {
    if (this.cookie === null) return;
    const reading = await this.call("session.read", {});
    if (reading.state === "live") await this.call("session.flush", { revision: reading.session.revision });
  }

  async #call(command: CommandName, params: unknown) {
    const { cookie, window } = this;
    const revisions = await this.#trial.revisions();
    const name = refIn(params) ?? cookie;
    // A session that the app has made, and that nobody has looked at yet.
    const isNew = cookie !== null && name === cookie && revisions.handleOf(name) === null;
    if (isNew && typeof (params as { revision?: unknown }).revision === "number") await this.call("session.read", {});
    const sent = revisions.sent(params, name);
    return { protocol: protocolVersion, command, cookie, params: sent, ...(window !== undefined && { window }) };
  }
}

/** The handle of the live session in a result: the asking browser's, or the one that the call has named. */
function handleIn(result: unknown): string | null {
  const { reading = result } = result as { reading?: unknown };
  const { session } = reading as { session?: { handle?: string } };
  return session?.handle ?? null;
}

const refIn = (params: unknown): string | null => (params as { ref?: string } | null)?.ref ?? null;
