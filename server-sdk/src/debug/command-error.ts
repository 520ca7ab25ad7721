/** The error answer of a call: what the caller is told, and nothing more. */

import type { CallError } from "../protocol.ts";

/** Thrown on the way of a call, from the gate to its command; `endpoint.ts` answers with its `detail`. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly detail: CallError;

  constructor(code: CallError["code"], message: string, more: Partial<CallError> = {}) {
    super(message);
    this.detail = { code, message, ...more };
  }
}
