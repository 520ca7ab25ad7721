/** Whether a changed session can be saved at all: before the headers leave, and within its size. */

import { HeadersSentError, SessionTooLargeError } from "../errors.ts";
import type { HandledRequest } from "./commit.ts";

/**
 * `maxSize`: bytes.
 * @throws HeadersSentError, SessionTooLargeError
 */
export function checkSaveable({ open, source, changes }: HandledRequest, maxSize: number): void {
  if (source.exchange.sent) throw new HeadersSentError("save the session");
  if (changes.set.size === 0) return;
  const size = open.entries.byteSize(changes, maxSize);
  if (size > maxSize) {
    const advice = "Keep large data in your database and its id in the session, or raise maxSize.";
    throw new SessionTooLargeError(size, maxSize, advice);
  }
}
