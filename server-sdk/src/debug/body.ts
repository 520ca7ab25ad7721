/** Reads the body of a call that has passed the gate: within a number of bytes and a time, as strict UTF-8 and JSON. */

import type { DebugCall } from "../core/exchange.ts";
import { inTime } from "../core/process/in-time.ts";
import { bodyLimit } from "../protocol.ts";
import { CommandError } from "./command-error.ts";

/** Milliseconds in which the whole body must arrive. */
export const bodyDeadline = 5000;
/** Bytes of the first buffer. Most calls have fewer. */
const firstSize = 4096;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws CommandError when the body is too large, takes too long, breaks off, or is not JSON. */
export async function readJson({ body, rawHeaders }: Pick<DebugCall, "body" | "rawHeaders">): Promise<unknown> {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "content-length");
  if (at !== -1 && Number(rawHeaders[at + 1]) > bodyLimit) throw tooLarge();
  const reading = { late: false };
  const bytes = await inTime(readBytes(body, reading), bodyDeadline, tooSlow).finally(() => {
    reading.late = true;
  });
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new CommandError("bad-request", "The body is not JSON in UTF-8.");
  }
}

/** Copies all chunks into one buffer: a chunk of one byte takes a hundred bytes as long as it is kept. */
async function readBytes(body: AsyncIterable<Uint8Array>, reading: { readonly late: boolean }): Promise<Uint8Array> {
  let bytes = new Uint8Array(firstSize);
  let size = 0;
  // `for await` would destroy the request when it is left early, and then there is no way to answer.
  const parts = body[Symbol.asyncIterator]();
  for (;;) {
    const part = await parts.next().catch(() => {
      throw new CommandError("bad-request", "The body broke off.");
    });
    if (part.done || reading.late) return bytes.subarray(0, size);
    const needed = size + part.value.length;
    if (needed > bodyLimit) throw tooLarge();
    if (needed > bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * bytes.length));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(part.value, size);
    size = needed;
  }
}

const tooSlow = () => new CommandError("bad-request", `The body did not arrive within ${bodyDeadline / 1000} seconds.`);
const tooLarge = () => new CommandError("body-too-large", `A call may have ${bodyLimit} bytes.`);
