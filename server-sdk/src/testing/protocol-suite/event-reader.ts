/** Reads the live stream: its events of one session, in order, whatever else the server's process does meanwhile. */

import { equal, fail } from "node:assert/strict";
import * as v from "../../core/valibot.ts";
import { Event, streamName } from "../../protocol.ts";
import { assertFits, callOf, patience } from "./answers.ts";
import type { RelativeRevisions } from "./relative-revisions.ts";

type SessionEvent = Extract<Event, { readonly type: "changed" | "gone" }>;
type RequestRecorded = Extract<Event, { readonly type: "request" }>;

export class EventReader {
  readonly #lines: AsyncIterator<string>;
  readonly #revisions: RelativeRevisions;

  private constructor(lines: AsyncIterator<string>, revisions: RelativeRevisions) {
    this.#lines = lines;
    this.#revisions = revisions;
  }

  /** Opens the stream and waits for its first line. `until` ends it. */
  static async open(
    send: (call: unknown, signal: AbortSignal) => Promise<Response>,
    until: AbortSignal,
    revisions: RelativeRevisions,
  ): Promise<EventReader> {
    const response = await send(callOf(streamName), until);
    equal(response.status, 200);
    if (response.body === null) fail("the live stream has no body");
    const reader = new EventReader(linesOf(response.body), revisions);
    equal((await reader.#next()).type, "alive", "the first line of the stream");
    return reader;
  }

  /** The next event of one of these sessions, by their handles. */
  async of(...handles: readonly string[]): Promise<SessionEvent> {
    for (;;) {
      const event = await this.#next();
      if ((event.type === "changed" || event.type === "gone") && handles.includes(event.handle))
        return this.#revisions.received(event);
    }
  }

  /** The next entry of the timeline that is about this session. */
  async recorded(handle: string): Promise<RequestRecorded> {
    for (;;) {
      const event = await this.#next();
      if (event.type === "request" && event.handle === handle) return this.#revisions.received(event);
    }
  }

  async #next(): Promise<Event> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No event of the live stream came within ${patience} ms.`)), patience);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done) fail("the live stream ended");
      return assertFits(v.pipe(v.string(), v.parseJson(), Event), value, `the event ${value.slice(0, 200)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
