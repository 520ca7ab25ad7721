/** The DevTools protocol of Chromium over two pipes: each message is JSON, ended by a zero byte. */

import type { Readable, Writable } from "node:stream";

type Waiting = { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void };
type Message = { readonly id?: number; readonly result?: unknown; readonly error?: { readonly message: string } };

export class DevToolsPipe {
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  #received = Buffer.alloc(0);
  #sent = 0;
  #closed = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    output.on("data", (chunk: Buffer) => this.#receive(chunk));
    output.on("close", () => this.#close());
    for (const stream of [input, output]) stream.on("error", () => this.#close());
  }

  /** @param session of the target that is meant; the browser itself unless given. */
  send<Result>(method: string, params: object = {}, session?: string): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error(closed));
    const id = ++this.#sent;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
    });
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf(0);
      if (end < 0) return;
      const { id, result, error } = JSON.parse(this.#received.subarray(0, end).toString()) as Message;
      this.#received = this.#received.subarray(end + 1);
      // Events carry no id.
      if (id === undefined) continue;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result as never);
      else waiting?.reject(new Error(error.message));
    }
  }

  #close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new Error(closed));
    this.#waiting.clear();
  }
}

const closed = "The browser closed the connection.";
