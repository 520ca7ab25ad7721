/** Calls to a debug endpoint as the panel makes them, without a server between; and stores that tell what they were asked. */

import * as v from "valibot";
import type { DebugAnswer, DebugCall, DebugEndpoint } from "../../src/core/exchange.ts";
import type { Store } from "../../src/core/store.ts";
import {
  Answer,
  type CallError,
  type CommandName,
  chromeExtensionId,
  commands,
  defaultPath,
  type Params,
  protocolVersion,
  type Result,
  streamName,
} from "../../src/protocol.ts";

export const token = "a-token-of-the-test";
export const panelOrigin = `chrome-extension://${chromeExtensionId}`;

/** Headers by name; `undefined` leaves one out, a list sends it several times. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export const panelHeaders: Headers = {
  Host: "localhost:3000",
  Origin: panelOrigin,
  "Content-Type": "application/json",
  Authorization: `Bearer ${token}`,
};
/** Of a caller who has no token. */
export const withoutToken: Headers = { Authorization: undefined };

export function rawHeaders(headers: Headers): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (value === undefined ? [] : typeof value === "string" ? [value] : value).flatMap((one) => [name, one]),
  );
}

export async function* bodyOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

/** A call that passes the gate, but for what is given. */
export function debugCall(body: unknown, headers: Headers = {}, more: Partial<DebugCall> = {}): DebugCall {
  return {
    method: "POST",
    target: defaultPath,
    httpVersion: "1.1",
    rawHeaders: rawHeaders({ ...panelHeaders, ...headers }),
    remoteAddress: "127.0.0.1",
    body: bodyOf(JSON.stringify(body)),
    signal: new AbortController().signal,
    ...more,
  };
}

export const askFor = (command: string, params: unknown = {}, cookie: string | null = null) => ({
  protocol: protocolVersion,
  command,
  cookie,
  params,
});

/** Parameters that every command accepts. */
export const sampleParams: { readonly [C in CommandName]: Params<C> } = {
  hello: {},
  "session.read": {},
  "session.value": { key: "cart" },
  "session.update": { set: { cart: "[]" }, delete: [], expect: { cart: null } },
  "session.clear": { revision: 1 },
  "session.flush": { revision: 1 },
  "session.cycleKey": { revision: 1 },
  "session.setExpiry": { revision: 1, expiry: { kind: "seconds", seconds: 60 } },
  "session.expire": { revision: 1, where: "server" },
  "session.restore": { revision: null, entries: { cart: "[]" }, expiry: { kind: "policy" } },
  "testCookie.set": {},
  "testCookie.check": {},
  "testCookie.delete": {},
  "timeline.list": { limit: 100 },
  "timeline.entry": { entry: 1 },
  "timeline.value": { entry: 1, key: "cart", side: "after" },
  "timeline.state": { entry: 1 },
  "timeline.pause": { paused: false },
  "timeline.clear": {},
  "undo.restore": { ticket: "", revision: null },
  "store.list": { limit: 1 },
  "store.read": { ref: "x" },
  "store.summaries": { refs: ["x"] },
  "store.value": { ref: "x", key: "cart" },
  "store.update": { ref: "x", set: { cart: "[]" }, delete: [], expect: { cart: null } },
  "store.delete": { ref: "x", revision: 1 },
  "store.deleteMatching": { filter: { user: "ada" }, limit: 1 },
  "store.clearExpired": { limit: 1 },
  "store.clone": { ref: "x" },
  "lab.begin": { loads: [{ lines: ["ss_lab_a=1"], expect: ["ss_lab_a"] }] },
  "lab.read": { run: "none" },
  "lab.end": { run: "none" },
};

/** Every call there is, the stream included. */
export const everyCall: readonly (readonly [string, unknown])[] = [...Object.entries(sampleParams), [streamName, {}]];

export function textOf(answer: DebugAnswer): string {
  if (typeof answer.body !== "string") throw new Error("The answer is a stream.");
  return answer.body;
}

export function errorOf(answer: DebugAnswer): CallError {
  const parsed = v.parse(Answer, JSON.parse(textOf(answer)));
  if (parsed.ok) throw new Error(`The call was served: ${textOf(answer)}`);
  return parsed.error;
}

/** A browser's panel: it has a cookie or none, and keeps what it is given. */
export class Panel {
  cookie: string | null;
  /** What it tells itself from other panels by. */
  window: string | undefined;
  /** The `Set-Cookie` lines of the last change. */
  lines: readonly string[] = [];
  readonly #endpoint: DebugEndpoint;

  constructor(endpoint: DebugEndpoint, cookie: string | null = null) {
    this.#endpoint = endpoint;
    this.cookie = cookie;
  }

  /** The result, checked against the protocol, its cookies applied. Throws what the server refused. */
  async call<C extends CommandName>(command: C, params: Params<C>): Promise<Result<C>> {
    const answer = await this.#endpoint.handle(debugCall(this.#ask(command, params)));
    const parsed = v.parse(Answer, JSON.parse(textOf(answer)));
    if (!parsed.ok) throw Object.assign(new Error(parsed.error.message), { detail: parsed.error });
    const result = v.parse(commands[command].result as v.GenericSchema, parsed.result) as Result<C>;
    if (!("cookies" in result)) return result;
    this.lines = result.cookies;
    for (const line of this.lines) {
      const value = /^[^=]+=([^;]*)/.exec(line)![1]!;
      this.cookie = value === "" ? null : value;
    }
    return result;
  }

  async error<C extends CommandName>(command: C, params: Params<C>): Promise<CallError> {
    return errorOf(await this.#endpoint.handle(debugCall(this.#ask(command, params))));
  }

  #ask(command: CommandName, params: unknown) {
    return { ...askFor(command, params, this.cookie), window: this.window };
  }
}

/** What a call may never do to a store when it is refused: anything. */
export function untouchableStore(asked: string[]): Store {
  return new Proxy({ kind: "server", name: "Untouchable" } as Store, {
    get(target, property) {
      if (property in target) return target[property as keyof Store];
      asked.push(String(property));
      throw new Error(`The store was asked for ${String(property)}.`);
    },
  });
}
