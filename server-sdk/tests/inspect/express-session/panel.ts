/** A panel beside a visitor's browser: it calls the endpoint over HTTP, and gives the browser the cookies that it is told. */

import type { TestBrowser } from "../../../../examples/test-browser.ts";
import {
  type CallError,
  type CommandName,
  type Hello,
  type Params,
  protocolVersion,
  type Result,
  type SessionState,
} from "../../../src/protocol.ts";
import { panelOrigin, token } from "../../debug/asking.ts";

export class Panel {
  readonly #origin: string;
  readonly #visitor: TestBrowser;
  readonly #path: string;
  #cookieName: string | undefined;

  constructor(origin: string, visitor: TestBrowser, path: string) {
    this.#origin = origin;
    this.#visitor = visitor;
    this.#path = path;
  }

  async hello(headers: Record<string, string> = {}): Promise<Hello> {
    const hello = (await this.#ask("hello", {}, headers)).result as Hello;
    this.#cookieName = hello.cookie.name;
    return hello;
  }

  /** Applies the cookies of the answer to the visitor's browser, as the panel does. */
  async call<C extends CommandName>(command: C, params: Params<C>): Promise<Result<C>> {
    const { result, error } = await this.#ask(command, params);
    if (error) throw new Error(`${command}: ${error.code}: ${error.message}`);
    for (const line of (result as { readonly cookies?: readonly string[] }).cookies ?? []) this.#apply(line);
    return result as Result<C>;
  }

  async error<C extends CommandName>(command: C, params: Params<C>): Promise<CallError> {
    const { error } = await this.#ask(command, params);
    if (!error) throw new Error(`${command} did not fail`);
    return error;
  }

  async read(): Promise<SessionState> {
    const reading = await this.call("session.read", {});
    if (reading.state !== "live") throw new Error(`the session is ${reading.state}`);
    return reading.session;
  }

  async state(): Promise<string> {
    return (await this.call("session.read", {})).state;
  }

  /** Key → value, as shown. */
  async entries(): Promise<Record<string, unknown>> {
    const { entries } = await this.read();
    return Object.fromEntries(entries.map(({ key, text }) => [key, text === "" ? "" : JSON.parse(text)]));
  }

  /** Sets these values; those that are `undefined` are deleted. */
  async edit(values: Readonly<Record<string, unknown>>): Promise<void> {
    const { entries } = await this.read();
    const texts = new Map(entries.map(({ key, text }) => [key, text]));
    const pairs = Object.entries(values);
    await this.call("session.update", {
      set: Object.fromEntries(
        pairs.filter(([, one]) => one !== undefined).map(([key, one]) => [key, JSON.stringify(one)]),
      ),
      delete: pairs.filter(([, one]) => one === undefined).map(([key]) => key),
      expect: Object.fromEntries(pairs.map(([key]) => [key, texts.get(key) ?? null])),
    });
  }

  async flush(): Promise<void> {
    const { revision } = await this.read();
    await this.call("session.flush", { revision });
  }

  async cycle(): Promise<void> {
    const { revision } = await this.read();
    await this.call("session.cycleKey", { revision });
  }

  async #ask(command: string, params: unknown, more: Record<string, string> = {}): Promise<Asked> {
    if (this.#cookieName === undefined && command !== "hello") await this.hello();
    const cookie = this.#visitor.cookies.get(this.#cookieName ?? "") ?? null;
    const headers = {
      "Content-Type": "application/json",
      Authorization: `Bearer ${token}`,
      Origin: panelOrigin,
      ...more,
    };
    const body = JSON.stringify({ protocol: protocolVersion, command, params, cookie });
    const response = await fetch(this.#origin + this.#path, { method: "POST", headers, body });
    const text = await response.text();
    if (!text.startsWith("{")) throw new Error(`${response.status}: ${text}`);
    return JSON.parse(text);
  }

  #apply(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "") this.#visitor.cookies.delete(name);
    else this.#visitor.cookies.set(name, value);
  }
}

interface Asked {
  readonly result?: unknown;
  readonly error?: CallError;
}
