/** Answers of the server under test, held to the protocol's schemas and to what every answer must have. */

import { equal, fail, ok } from "node:assert/strict";
import * as v from "../../core/valibot.ts";
import {
  Answer,
  type CallError,
  type ErrorCode,
  errorCodes,
  protocolVersion,
  type SessionReading,
  type SessionState,
} from "../../protocol.ts";

/** Milliseconds that an answer may take, or an event, or a session to end. They end only what hangs. */
export const patience = 10_000;

export const callOf = (command: string, params: unknown = {}, cookie: string | null = null) => ({
  protocol: protocolVersion,
  command,
  cookie,
  params,
});

/** By key; without what a library has put there itself, for reading. */
export const textsOf = ({ entries }: SessionState): Record<string, string> =>
  Object.fromEntries(entries.filter(({ readOnly }) => !readOnly).map(({ key, text }) => [key, text]));

export function assertLive(reading: SessionReading): SessionState {
  if (reading.state !== "live") fail(`the session is ${reading.state}, not live`);
  return reading.session;
}

export function assertRefused(code: ErrorCode, answer: Answer): CallError {
  if (answer.ok) fail(`the call was served, not refused with ${code}`);
  const { error } = answer;
  equal(error.code, code, `${error.code}: ${error.message}`);
  ok(error.message.length > 0, `${code} comes with a message`);
  return error;
}

export function assertFits<S extends v.GenericSchema>(schema: S, input: unknown, what: string): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, input, { abortEarly: true });
  if (success) return output;
  return fail(`${what} does not fit the protocol: ${v.getDotPath(issues[0]) ?? ""} ${issues[0].message}`);
}

/** The answer of any call, with the HTTP status that belongs to it. */
export async function answerOf(response: Response): Promise<Answer> {
  const body = await response.text();
  const answer = assertFits(v.pipe(v.string(), v.parseJson(), Answer), body, `the answer ${body.slice(0, 200)}`);
  equal(response.status, answer.ok ? 200 : errorCodes[answer.error.code], "the answer's HTTP status");
  return answer;
}

/** No cache keeps an answer, no page may read it, and no cookie comes along. */
export function assertHeaders({ headers }: Response, type: string): void {
  equal(headers.get("Content-Type")?.split(";")[0], type);
  ok(headers.get("Cache-Control")?.includes("no-store"), "Cache-Control: no-store");
  equal(headers.get("X-Content-Type-Options"), "nosniff");
  for (const [name] of headers) ok(!/^(access-control-|set-cookie$)/i.test(name), `an answer has no ${name}`);
}
