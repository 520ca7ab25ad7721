/**
 * Reads what a server sends without trusting it to end: nothing past a bound is kept or parsed, and reading leaves the
 * panel most of its time, however much comes.
 */

import { answerLimit, lineLimit } from "sessionscope/protocol";
import { count } from "../widgets/format.ts";

/** More came than the protocol allows. `message` says what, and the number. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}

/** The whole body as text. @throws TooMuch past `answerLimit` bytes, by what the server says or by what comes. */
export async function readAnswer(response: Response): Promise<string> {
  const tooMuch = () => new TooMuch(`sent an answer of more than ${count(answerLimit)} bytes.`);
  if (Number(response.headers.get("Content-Length")) > answerLimit) throw tooMuch();
  const texts: string[] = [];
  let size = 0;
  for await (const [text, bytes] of chunks(response)) {
    size += bytes;
    if (size > answerLimit) throw tooMuch();
    texts.push(text);
  }
  return texts.join("");
}

/** Each line that is not blank. @throws TooMuch past `lineLimit` bytes without an end of line. */
export async function* readLines(response: Response): AsyncGenerator<string> {
  const tooLong = () => new TooMuch(`sent a line of more than ${count(lineLimit)} bytes.`);
  let parts: string[] = [];
  let size = 0;
  const rest = rested();
  for await (const [text, bytes] of chunks(response)) {
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

/** Pieces of text with the bytes they took. Whoever stops listening stops the server. */
async function* chunks({ body }: Response): AsyncGenerator<readonly [string, number]> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const rest = rested();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield [decoder.decode(value, { stream: true }), value.length];
      await rest();
    }
  } finally {
    // It may be broken already: then there is nothing to stop.
    reader.cancel().catch(() => {});
  }
}

/** Milliseconds of work at a stretch; a click waits no longer than this. */
const stretch = 10;
/** Milliseconds between two stretches, for everything else. */
const between = 20;

/** Called again and again, lets everything else have its turn once a stretch is over. */
function rested(): () => Promise<void> | undefined {
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
