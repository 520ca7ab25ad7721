/** Calls the debug endpoint. It checks the parameters before they are sent, and the answer when it arrives. */

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

/** The target and the credentials of a call, read again for each call. */
export interface Target {
  readonly endpoint: Endpoint;
  /** Empty: none is known. */
  readonly token: string;
  /** Value of the tab's session cookie; null: the tab has none. */
  readonly cookie: string | null;
  /** The cookies that belong to it, by name. */
  readonly cookies?: Readonly<Record<string, string>>;
}

/**
 * - `no-endpoint`: the panel knows no endpoint, or the server that answered with `status` does not speak the protocol.
 * - `unreachable`, `timeout`: no answer came; the call may still have changed the session.
 * - `bad-answer`: the answer does not fit the protocol. `too-much`: it is larger than the protocol allows.
 * - `not-allowed`: the user has not allowed the server's host; the call was not sent, or its answer is not used.
 * - `moved`: the visit ended before the call did; the call may still have changed the session.
 * - all others: error codes of the protocol.
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

/** A call failed. `message` is for the user. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly code: FailureCode;
  /** HTTP status of the answer; null: none came. */
  readonly status: number | null;
  /** The error with its details: the keys in conflict, the revision, the tries left. null: it has none. */
  readonly detail: CallError | null;

  constructor(code: FailureCode, message: string, more: { status?: number; detail?: CallError; cause?: unknown } = {}) {
    super(shortened(message, longestMessage), { cause: more.cause });
    this.code = code;
    this.status = more.status ?? null;
    this.detail = more.detail ?? null;
  }
}

export interface Client {
  /** If the signal is aborted with a `CallFailed`, the call rejects with it. */
  readonly call: CallCommand;
  /** The live stream. It ends when the server ends it, and throws `CallFailed` if it cannot start or breaks off. */
  stream(signal: AbortSignal): AsyncIterable<Event>;
}

/** UTF-16 units. A message may come from the server, or quote its answer. */
const longestMessage = 500;
/** Milliseconds that an answer may take. */
const patience = 10_000;
/** Milliseconds without a line after which a stream counts as dead: the server writes one every 15 s. */
const silence = 40_000;

/** @param target rejects, or resolves to null, while there is no server to call. */
export function createClient(fetch: Platform["fetch"], target: () => Promise<Target | null>): Client {
  const post = async (command: string, params: unknown, signal: AbortSignal): Promise<Response> => {
    const to = await target();
    if (signal.aborted) throw broken("The server", signal.reason, signal);
    const address = to && addressOf(to.endpoint.origin, to.endpoint.path);
    if (to === null || address === null)
      throw new CallFailed("no-endpoint", "No session endpoint is known for this page.");
    const { cookie, cookies = {} } = to;
    // A server that names none has never heard of them, and refuses the call.
    const more = Object.keys(cookies).length > 0 && { cookies };
    const body: Call = { protocol: protocolVersion, command, cookie, ...more, window: thisWindow, params };
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

/** The members that `hello` has in every version of the protocol. */
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

/** The host that sent the response. */
const host = ({ url }: Response): string => (URL.canParse(url) ? new URL(url).host : "The server");

/** Stops at the first issue: an answer may have a hundred thousand. */
const firstOnly = { abortEarly: true } as const;

const firstIssue = (issues: readonly v.BaseIssue<unknown>[]) => {
  const [issue] = issues;
  if (issue === undefined) return "";
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
};

/** The message for a 413 from another program. The endpoint itself would send an answer of the protocol. */
const tooLargeBefore =
  "A body parser or a proxy in front of the sessions refused the call as too large (413). Use the sessions before the parser, or raise its limit.";

/** The result in an answer. @throws CallFailed with the server's error, or `no-endpoint` for any other response. */
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
