/** What each test of the suite works with: apps on the library, and guests, each a browser with a panel. */

import { equal, fail, ok } from "node:assert/strict";
import type { DebugOptions } from "../../core/settings.ts";
import {
  Answer,
  type CallError,
  type CommandName,
  commands,
  type ErrorCode,
  errorCodes,
  type Hello,
  isSessionCookie,
  type Params,
  protocolVersion,
  type Result,
  type SessionState,
} from "../../protocol.ts";
import type { Server } from "../adapter-suite/trial.ts";
import { type Asking, type Pending, type Reply, Visitor } from "../adapter-suite/visitor.ts";
import { assertFits, assertLive, assertRefused, textsOf } from "../protocol-suite/answers.ts";
import { parseLine } from "../protocol-suite/set-cookie-line.ts";
import type { SuiteCase } from "../suite-test.ts";
import type { BridgeSubject, Need } from "./subject.ts";
import { SlowPages, visitedApp } from "./visited-app.ts";

export type BridgeTest = SuiteCase<Trial, Need>;

const token = "the-token-of-the-bridge-suite";

export class Trial {
  readonly subject: BridgeSubject;
  readonly slow = new SlowPages();
  readonly #servers: Server[] = [];
  readonly #guests: Guest[] = [];

  constructor(subject: BridgeSubject) {
    this.subject = subject;
  }

  /** Starts an app: inspected unless `debug` is `null`. */
  async start(debug: DebugOptions | null = { token }, lines: 1 | 2 = 1): Promise<Server> {
    const server = await this.subject.start(visitedApp(this.slow), debug, lines);
    this.#servers.push(server);
    return server;
  }

  /** A guest of the app that was started last; of a new inspected one, if there is none. */
  async guest(server?: Server): Promise<Guest> {
    const guest = new Guest(server ?? this.#servers.at(-1) ?? (await this.start()));
    this.#guests.push(guest);
    return guest;
  }

  /** Another tab of the same browser, with the cookies that it has now and a connection of its own. */
  async tab(guest: Guest): Promise<Guest> {
    const tab = await this.guest();
    tab.openBeside(guest);
    return tab;
  }

  /** A guest for whom the app has set these values. */
  async visitor(values: Readonly<Record<string, unknown>> = { color: "red" }): Promise<Guest> {
    const guest = await this.guest();
    await guest.set(values);
    return guest;
  }

  async end(): Promise<void> {
    this.slow.open();
    for (const guest of this.#guests) guest.close();
    for (const server of this.#servers) await server.close();
  }
}

/** A browser, and the panel beside it: both have the browser's cookies. */
export class Guest {
  readonly #visitor: Visitor;
  /** The panel's own connection: a call must not wait for a page of the app. */
  readonly #panel: Visitor;
  #path: string | null = null;
  #hello: Hello | undefined;

  constructor({ origin }: Server) {
    this.#visitor = new Visitor(origin);
    this.#panel = new Visitor(origin);
  }

  get cookies(): Map<string, string> {
    return this.#visitor.cookies;
  }

  /** Has the other one's cookies, and its panel knows the endpoint already: a page would be given other cookies by some libraries. */
  openBeside(other: Guest): void {
    this.#path = other.#path;
    for (const [name, value] of other.cookies) this.cookies.set(name, value);
  }

  ask(target: string, asking?: Asking): Pending {
    return this.#visitor.ask(target, asking);
  }

  async get(target: string, asking?: Asking): Promise<Reply> {
    const reply = await this.ask(target, asking).reply;
    const announced = reply.headers.sessionscope;
    if (typeof announced === "string") this.#path = /\bpath=([^;]+)/.exec(announced)?.[1] ?? null;
    return reply;
  }

  /** Where the endpoint is, as the app's answers announce it. */
  async endpoint(): Promise<string> {
    if (this.#path === null) await this.get("/static");
    ok(this.#path, "every answer of the app announces the endpoint");
    return this.#path;
  }

  /** Has the app set values. */
  async set(values: Readonly<Record<string, unknown>>): Promise<Reply> {
    const query = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(JSON.stringify(value))}`);
    const reply = await this.get(`/set?${query.join("&")}`);
    equal(reply.status, 200, "the app sets values");
    return reply;
  }

  /** The session, as the app answers it. */
  async seen(): Promise<unknown> {
    return JSON.parse((await this.get("/read")).body);
  }

  async hello(): Promise<Hello> {
    if (!this.#hello) {
      const answer = await this.#call("hello", {}, null);
      if (!answer.ok) fail(`hello was refused: ${answer.error.message}`);
      this.#hello = assertFits(commands.hello.result, answer.result, "hello");
    }
    return this.#hello;
  }

  /** The result of a command about this browser's session, checked against the protocol, with its cookies applied. */
  async call<C extends CommandName>(command: C, params: Params<C>): Promise<Result<C>> {
    const answer = await this.answer(command, params);
    if (!answer.ok) fail(`${command} was refused: ${answer.error.code}: ${answer.error.message}`);
    return answer.result as Result<C>;
  }

  /** The same for a command that may be refused. */
  async answer<C extends CommandName>(command: C, params: Params<C>): Promise<Answer> {
    const answer = await this.#call(command, params, await this.hello());
    if (!answer.ok) return answer;
    const result = assertFits(commands[command].result as never, answer.result, command) as Result<C>;
    if ("cookies" in result) this.#apply(result.cookies);
    return answer;
  }

  async refused<C extends CommandName>(code: ErrorCode, command: C, params: Params<C>): Promise<CallError> {
    return assertRefused(code, await this.#call(command, params, await this.hello()));
  }

  async session(): Promise<SessionState> {
    return assertLive(await this.call("session.read", {}));
  }

  async state(): Promise<string> {
    return (await this.call("session.read", {})).state;
  }

  async texts(): Promise<Record<string, string>> {
    return textsOf(await this.session());
  }

  /** Edits one key, which has had `before`. */
  edit(key: string, text: string, before: string | null): Promise<Result<"session.update">> {
    return this.call("session.update", { set: { [key]: text }, delete: [], expect: { [key]: before } });
  }

  close(): void {
    this.#visitor.close();
    this.#panel.close();
  }

  async #call(command: string, params: unknown, hello: Hello | null): Promise<Answer> {
    const path = await this.endpoint();
    const body = JSON.stringify({
      protocol: protocolVersion,
      command,
      params,
      ...(hello ? this.#sent(hello) : { cookie: null }),
    });
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const reply = await this.#panel.get(path, { method: "POST", headers, body });
    equal(reply.setCookies.length, 0, "the endpoint sets no cookie itself");
    const answer = assertFits(Answer, JSON.parse(reply.body), `the answer ${reply.body.slice(0, 200)}`);
    equal(reply.status, answer.ok ? 200 : errorCodes[answer.error.code], "the answer's HTTP status");
    return answer;
  }

  #sent({ cookie }: Hello) {
    const own = [...this.cookies].filter(([name]) => isSessionCookie(cookie, name));
    const cookies = Object.fromEntries(own.filter(([name]) => name !== cookie.name));
    return { cookie: this.cookies.get(cookie.name) ?? null, ...(cookie.more && { cookies }) };
  }

  #apply(lines: readonly string[]): void {
    for (const line of lines) {
      const { name, value, attributes } = parseLine(line);
      const over = attributes.get("max-age") === "0" || Date.parse(attributes.get("expires") ?? "") <= Date.now();
      if (over) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
