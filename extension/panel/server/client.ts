/** One call to the debug endpoint, checked on the way out and on the way in. */

import {
  Answer,
  type Call,
  type CallCommand,
  type CallError,
  type CommandName,
  commands,
  type ErrorCode,
  Event,
  type Params,
  protocolVersion,
  type Result,
  streamName,
  Versions,
} from "sessionscope/protocol";
import * as v from "valibot";
import type { Platform } from "../../platform/platform.ts";
import { shortened } from "../widgets/format.ts";
import { addressOf, type Endpoint } from "./address.ts";
import { readAnswer, readLines, TooMuch } from "./bounded-reading.ts";
import { thisWindow } from "./this-window.ts";

/** Whom a call goes to and what it carries, read anew for each call. */
export interface Target {
  readonly endpoint: Endpoint;
  /** Empty: none is known. */
  readonly token: string;
  /** Value of the tab's session cookie; null: the tab has none. */
  readonly cookie: string | null;
}

/**
 * - `no-endpoint`: nothing is looked at, or what answered does not speak the protocol (`status` says what it said).
 * - `unreachable`, `timeout`: nobody answered; whether a change was made is unknown.
 * - `bad-answer`: an answer that does not fit the protocol. `too-much`: it is larger than the protocol allows.
 * - `not-allowed`: the user has not allowed the server's host; it was not asked.
 * - `moved`: the panel turned elsewhere before the answer came; whether a change was made is unknown.
 * - all others: the server's own word.
 */
export type FailureCode =
  | ErrorCode
  | "no-endpoint"
  | "unreachable"
  | "timeout"
  | "bad-answer"
  | "too-much"
  | "not-allowed"
  | "moved";

/** A call that brought no result. `message` is for people. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly code: FailureCode;
  /** HTTP status, where there was an answer. */
  readonly status: number | null;
  /** What the server said beyond the code: keys of a conflict, the revision, tries left. */
  readonly detail: CallError | null;

  constructor(code: FailureCode, message: string, more: { status?: number; detail?: CallError; cause?: unknown } = {}) {
    super(shortened(message, longestMessage), { cause: more.cause });
    this.code = code;
    this.status = more.status ?? null;
    this.detail = more.detail ?? null;
  }
}

export interface Client {
  /** A signal that is aborted with a `CallFailed` is how a call ends then. */
  readonly call: CallCommand;
  /** The live stream; ends when the server ends it, throws `CallFailed` when it cannot be had or breaks off. */
  stream(signal: AbortSignal): AsyncIterable<Event>;
}

/** UTF-16 units; servers write messages, and what does not fit is quoted in them. */
const longestMessage = 500;
/** Milliseconds an answer may take. */
const patience = 10_000;
/** Milliseconds without a line after which a stream counts as dead: the server writes one every 15 s. */
const silence = 40_000;

/** @param target rejects or gives null while there is nobody to ask. */
export function createClient(fetch: Platform["fetch"], target: () => Promise<Target | null>): Client {
  const post = async (command: string, params: unknown, signal: AbortSignal): Promise<Response> => {
    const to = await target();
    if (signal.aborted) throw broken("The server", signal.reason, signal);
    const address = to && addressOf(to.endpoint.origin, to.endpoint.path);
    if (to === null || address === null)
      throw new CallFailed("no-endpoint", "No session endpoint is known for this page.");
    const body: Call = { protocol: protocolVersion, command, cookie: to.cookie, window: thisWindow, params };
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (to.token !== "") headers.Authorization = `Bearer ${to.token}`;
    try {
      return await fetch(address.href, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        signal,
      });
    } catch (cause) {
      throw broken(to.endpoint.origin, cause, signal);
    }
  };

  return {
    async call<C extends CommandName>(command: C, params: Params<C>, signal?: AbortSignal): Promise<Result<C>> {
      const { params: paramsSchema, result: resultSchema } = commands[command];
      const checked = v.safeParse(paramsSchema as v.GenericSchema, params);
      if (!checked.success) throw new CallFailed("invalid-params", `${command}: ${firstIssue(checked.issues)}`);
      const limit = AbortSignal.timeout(patience);
      const until = signal ? AbortSignal.any([signal, limit]) : limit;
      const response = await post(command, params, until);
      const answered = await unwrap(response, until);
      const result = v.safeParse(resultSchema as v.GenericSchema, answered, firstOnly);
      if (result.success) return result.output as Result<C>;
      const speaks = v.safeParse(Speaks, answered);
      if (command === "hello" && speaks.success && !speaks.output.versions.includes(protocolVersion)) {
        const detail: CallError = {
          code: "wrong-version",
          message: "The server speaks another protocol.",
          ...speaks.output,
        };
        throw new CallFailed(detail.code, detail.message, { status: response.status, detail });
      }
      throw new CallFailed(
        "bad-answer",
        `${host(response)} answered ${command} in a way that does not fit: ${firstIssue(result.issues)}`,
        {
          status: response.status,
        },
      );
    },

    async *stream(signal) {
      const quiet = new AbortController();
      const until = AbortSignal.any([signal, quiet.signal]);
      let timer = setTimeout(() => quiet.abort(new DOMException("silent", "TimeoutError")), silence);
      let response: Response | null = null;
      try {
        response = await post(streamName, {}, until);
        if (!response.ok || response.body === null) await unwrap(response, until);
        for await (const line of readLines(response)) {
          clearTimeout(timer);
          timer = setTimeout(() => quiet.abort(new DOMException("silent", "TimeoutError")), silence);
          const event = v.safeParse(v.pipe(v.string(), v.parseJson(), Event), line, firstOnly);
          if (!event.success) {
            throw new CallFailed(
              "bad-answer",
              `${host(response)} sent an event that does not fit: ${firstIssue(event.issues)}`,
            );
          }
          yield event.output;
        }
      } catch (cause) {
        throw broken(response === null ? "The live stream" : host(response), cause, until);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** What a `hello` of any version has in common with ours. */
const Speaks = v.object({ versions: Versions, sdk: v.optional(v.string()) });

function broken(who: string, found: unknown, { aborted, reason }: AbortSignal): CallFailed {
  const cause = aborted ? reason : found;
  if (cause instanceof CallFailed) return cause;
  if (cause instanceof TooMuch) return new CallFailed("too-much", `${who} ${cause.message}`, { cause });
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return new CallFailed("timeout", `${who} did not answer in time.`, { cause });
  }
  return new CallFailed("unreachable", `${who} did not answer.`, { cause });
}

/** Of the server that sent it. */
const host = ({ url }: Response): string => (URL.canParse(url) ? new URL(url).host : "The server");

/** Of a hundred thousand faults one is enough. */
const firstOnly = { abortEarly: true } as const;

const firstIssue = (issues: readonly v.BaseIssue<unknown>[]) => {
  const [issue] = issues;
  if (issue === undefined) return "";
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
};

/** The endpoint itself says it as an answer of ours. */
const tooLargeBefore =
  "A body parser or a proxy in front of the sessions refused the call as too large (413). Use the sessions before the parser, or raise its limit.";

/** The result inside an answer; throws what the server refused, or that it is no such server. */
async function unwrap(response: Response, until: AbortSignal): Promise<unknown> {
  let body: string;
  try {
    body = await readAnswer(response);
    until.throwIfAborted();
  } catch (cause) {
    throw broken(host(response), cause, until);
  }
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), Answer), body, firstOnly);
  const { status } = response;
  if (!answer.success && status === 413) throw new CallFailed("body-too-large", tooLargeBefore, { status });
  if (!answer.success) {
    throw new CallFailed("no-endpoint", `What answered ${status} is no session endpoint.`, { status });
  }
  if (answer.output.ok) return answer.output.result;
  const { error: detail } = answer.output;
  throw new CallFailed(detail.code, detail.message, { status, detail });
}
