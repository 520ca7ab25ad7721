/** Parses a request to the fake endpoint, and refuses requests that no panel could have sent. */

import {
  bodyLimit,
  Call,
  type CallError,
  type CommandName,
  chromeExtensionId,
  commands,
  type Hello,
  streamName,
  streamParams,
} from "sessionscope/protocol";
import * as v from "valibot";
import { refuse } from "./command-error.ts";

export interface FakeCall {
  readonly command: CommandName | typeof streamName;
  readonly params: unknown;
  readonly cookie: string | null;
  /** The cookies that belong to it. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly window?: string | undefined;
}

const json = /^application\/json(; ?charset=utf-8)?$/i;
const panelOrigin = /^moz-extension:\/\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const AnyCall = v.object({ protocol: v.number(), command: v.string() });

/** @throws CommandError if no panel could have sent the request. */
export function checkForm(url: URL, method: string | undefined, headers: Headers): void {
  const origin = headers.get("Origin");
  const fits =
    method === "POST" &&
    url.search === "" &&
    json.test(headers.get("Content-Type") ?? "") &&
    !headers.has("Content-Encoding") &&
    (origin === null || origin === `chrome-extension://${chromeExtensionId}` || panelOrigin.test(origin));
  if (!fits) refuse("not-found", "Not found.");
}

/** The call in a body, checked as the real endpoint checks it. @throws CommandError */
export function parseCall(body: RequestInit["body"], { versions, sdk }: Hello): FakeCall {
  const input = readJson(body);
  const any = parse(AnyCall, input, "bad-request");
  if (!versions.includes(any.protocol)) {
    if (any.command === "hello") return { command: "hello", params: {}, cookie: null, cookies: {} };
    refuse("wrong-version", `This server speaks version ${versions.join(", ")} of the protocol.`, { versions, sdk });
  }
  const { command, params, cookie, cookies = {}, window } = parse(Call, input, "bad-request");
  const checked = (schema: v.GenericSchema) => parse(schema, params, "invalid-params");
  if (command === streamName) return { command, params: checked(streamParams), cookie, cookies, window };
  if (!isCommand(command)) return refuse("unknown-command", `There is no command ${command}.`);
  return { command, params: checked(commands[command].params), cookie, cookies, window };
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

function readJson(body: RequestInit["body"]): unknown {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  if (!(bytes instanceof Uint8Array)) return refuse("bad-request", "The body is empty.");
  if (bytes.length > bodyLimit) refuse("body-too-large", `A call may have ${bodyLimit} bytes.`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse("bad-request", "The body is not JSON in UTF-8.");
  }
}

function parse<S extends v.GenericSchema>(schema: S, input: unknown, code: CallError["code"]): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, input, { abortEarly: true });
  if (success) return output;
  return refuse(code, `${v.getDotPath(issues[0]) ?? ""}: ${issues[0].message}`);
}
