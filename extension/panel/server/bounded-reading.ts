/**
 * Reads the answers and streams of a server, which may never end. It keeps and parses nothing beyond a bound, and it
 * pauses often, so the panel stays responsive however much the server sends.
 */

import { answerLimit, lineLimit } from "sessionscope/protocol";
import { count } from "../widgets/format.ts";

/** The server sent more than the protocol allows. `message` names the limit. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}

/** The whole body as text. @throws TooMuch if Content-Length or the received bytes exceed `answerLimit`. */
export async function readAnswer(response: Response): Promise<string> {
  const tooMuch = () => new TooMuch(`sent an answer of more than ${count(answerLimit)} bytes.`);
  if (Number(response.headers.get("Content-Length")) > answerLimit) throw tooMuch();
  const texts: string[] = [];
  let size = 0;
  for await (const [text, bytes] of chunks(response, rested())) {
    size += bytes;
    if (size > answerLimit) throw tooMuch();
    texts.push(text);
  }
  return texts.join("");
}

/** Yields each line that is not blank. @throws TooMuch if a line exceeds `lineLimit`. */
export async function* readLines(response: Response): AsyncGenerator<string> {
  const tooLong = () => new TooMuch(`sent a line of more than ${count(lineLimit)} bytes.`);
  let parts: string[] = [];
  let size = 0;
  const rest = rested();
  for await (const [text, bytes] of chunks(response, rest)) {
    const [first = "", ...others] = text.split("\n");
    parts.push(first);
    size += bytes;
    if (others.length === 0) {
      if (size > lineLimit) throw tooLong();
      continue;
    }
    const whole = [parts.join(""), ...others.slice(0, -1)];
    parts = [others.at(-1)!];
    size = parts[0]!.length;
    for (const line of whole) {
      if (line.length > lineLimit) throw tooLong();
      if (line.trim() !== "") yield line;
      await rest();
    }
  }
}

/**
 * Yields pieces of text, each with its size in bytes. Cancels the response when the caller stops reading.
 * @param rest the caller's own, if it rests as well: with two, each would count the other's pauses as reading.
 */
async function* chunks({ body }: Response, rest: Rest): AsyncGenerator<readonly [string, number]> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield [decoder.decode(value, { stream: true }), value.length];
      await rest();
    }
  } finally {
    // The response may have failed already; then there is nothing to cancel.
    reader.cancel().catch(() => {});
  }
}

/** Milliseconds of reading without a pause; a click waits no longer than this. */
const stretch = 10;
/** Milliseconds of each pause, for all other work of the panel. */
const between = 20;

/** To be called after each step of reading. It pauses once the reading has lasted a stretch. */
type Rest = () => Promise<void> | undefined;

function rested(): Rest {
  let since = performance.now();
  return () => {
    if (performance.now() - since < stretch) return;
    return new Promise((resolve) => {
      setTimeout(() => {
        since = performance.now();
        resolve();
      }, between);
    });
  };
}
