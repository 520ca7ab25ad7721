/** The error that the fake server answers instead of a result. */

import type { CallError } from "sessionscope/protocol";

export class CommandError extends Error {
  readonly detail: CallError;

  constructor(detail: CallError) {
    super(detail.message);
    this.detail = detail;
  }
}

/** @throws CommandError always. */
export function refuse(code: CallError["code"], message: string, more: Partial<CallError> = {}): never {
  throw new CommandError({ code, message, ...more });
}
