/** The body of a call that has passed the gate: bounded in bytes and in time, read as strict UTF-8 and JSON. */

import type { DebugCall } from "../core/exchange.ts";
import { inTime } from "../core/in-time.ts";
import { bodyLimit } from "../protocol.ts";
import { Refusal } from "./refusal.ts";

/** Milliseconds in which the whole body must arrive. */
export const bodyDeadline = 5000;

/** @throws Refusal for a body that is too large, too slow, broken off, or not JSON. */
export async function readJson({ body, rawHeaders }: Pick<DebugCall, "body" | "rawHeaders">): Promise<unknown> {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "content-length");
  if (at !== -1 && Number(rawHeaders[at + 1]) > bodyLimit) throw tooLarge();
  const bytes = await inTime(readBytes(body), bodyDeadline, tooSlow);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal("bad-request", "The body is not JSON in UTF-8.");
  }
}

async function readBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Not `for await`: leaving that early would destroy the request, and with it the way to answer.
  const parts = body[Symbol.asyncIterator]();
  for (;;) {
    const part = await parts.next().catch(() => {
      throw new Refusal("bad-request", "The body broke off.");
    });
    if (part.done) return Buffer.concat(chunks);
    chunks.push(part.value);
    size += part.value.length;
    if (size > bodyLimit) throw tooLarge();
  }
}

const tooSlow = () => new Refusal("bad-request", `The body did not arrive within ${bodyDeadline / 1000} seconds.`);
const tooLarge = () => new Refusal("body-too-large", `A call may have ${bodyLimit} bytes.`);
