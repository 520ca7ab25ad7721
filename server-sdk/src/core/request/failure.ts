/** Why a request failed, from the error that its commit or a change in its handler ended with. */

import {
  HeadersSentError,
  NotSerializableError,
  SessionError,
  SessionInterruptedError,
  SessionTooLargeError,
  StoreError,
} from "../errors.ts";
import type { RequestFailure } from "../events.ts";
import { Contention } from "./update-rounds.ts";

export function failureOf(error: unknown): RequestFailure {
  return {
    reason: reasonOf(error),
    code: error instanceof SessionError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
  };
}

function reasonOf(error: unknown): RequestFailure["reason"] {
  if (error instanceof SessionInterruptedError) return "interrupted";
  if (error instanceof StoreError) return error.cause instanceof Contention ? "conflict" : "store-failed";
  if (error instanceof SessionTooLargeError) return "too-large";
  if (error instanceof NotSerializableError) return "not-json";
  if (error instanceof HeadersSentError) return "headers-sent";
  return "other";
}

/** The status with which a framework answers the error. */
export function statusOf(error: unknown): number {
  return error instanceof SessionError ? error.status : 500;
}
