/** A call that is not served: what the caller is told, and nothing more. */

import type { CallError } from "../protocol.ts";

export class Refusal extends Error {
  readonly detail: CallError;

  constructor(code: CallError["code"], message: string, more: Partial<CallError> = {}) {
    super(message);
    this.detail = { code, message, ...more };
  }
}
