/**
 * One connection of `pg` for all loads, in place of one for each: a query goes out at once, behind those that have no
 * answer yet, which halves its cost. Only for statements that wait for no lock: a slow answer holds up all answers behind it.
 */

import { Socket } from "node:net";
import type { Client } from "pg";
import { inTime } from "../../core/process/in-time.ts";
import { type Lender, maxQueueLength, tooManyWait } from "./borrowed-connection.ts";

/** One connection from its beginning to its end. */
export interface Line {
  readonly client: Client;
  readonly socket: Socket;
  readonly connected: Promise<Line>;
  /** How many requests wait for an answer on it. */
  borrowers: number;
  /** No request begins on it any more. */
  retired: boolean;
}

export class Pipeline implements Lender<Line> {
  readonly #newClient: (socket: Socket) => Client;
  readonly #connectTimeoutMs: number;
  #line: Line | undefined;
  #closed = false;

  /** `newClient`: one in pipeline mode over this socket. */
  constructor(newClient: (socket: Socket) => Client, connectTimeoutMs: number) {
    this.#newClient = newClient;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  acquire(): Promise<Line> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    this.#line ??= this.#open();
    const line = this.#line;
    if (line.borrowers >= maxQueueLength) return Promise.reject(tooManyWait());
    // The socket keeps the process alive only while a request waits.
    if (line.borrowers++ === 0) line.socket.ref();
    return line.connected;
  }

  /** A broken connection stays open until each request that waits on it has an answer or has met its deadline. */
  giveBack(line: Line, broken: boolean): void {
    if (broken) this.#retire(line);
    if (--line.borrowers > 0) return;
    if (line.retired) line.socket.destroy();
    else line.socket.unref();
  }

  /** Resolves when every query has its answer. */
  async close(): Promise<void> {
    this.#closed = true;
    const line = this.#line;
    if (!line) return;
    this.#retire(line);
    await line.connected;
    await line.client.end();
  }

  #open(): Line {
    const socket = new Socket();
    const client = this.#newClient(socket);
    const late = () => new Error(`no answer within ${this.#connectTimeoutMs} ms`);
    const line: Line = {
      client,
      socket,
      connected: inTime(client.connect(), this.#connectTimeoutMs, late).then(
        () => line,
        (error: unknown) => {
          this.#retire(line);
          socket.destroy();
          throw error;
        },
      ),
      borrowers: 0,
      retired: false,
    };
    // Each request that waits gets the error as its answer.
    client.on("error", () => this.#retire(line));
    client.on("end", () => this.#retire(line));
    return line;
  }

  #retire(line: Line): void {
    line.retired = true;
    if (this.#line === line) this.#line = undefined;
  }
}
