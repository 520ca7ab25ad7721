/**
 * One connection to a Memcached server, by its text protocol. Our own, because the clients that are maintained either
 * do not tell the token that compare-and-set needs, or answer a failure as if the item were missing: a silent logout.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Reply {
  /** `STORED`, `EXISTS`, `NOT_FOUND`, `SERVER_ERROR …`; `VALUE` when there is an item, `END` when there is none. */
  readonly line: string;
  readonly item: { readonly key: string; readonly token: string; readonly text: string } | null;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

const lineEnd = "\r\n";
const itemEnd = "\r\nEND\r\n";

export class MemcachedConnection {
  readonly #socket: Socket;
  /** Answers come in the order of the questions. */
  readonly #waiting: Waiting[] = [];
  #received: Buffer = Buffer.alloc(0);
  #failure: Error | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#receive(bytes));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("the server closed the connection")));
  }

  /** Rejects when that takes longer than the signal lets it. */
  static async open(host: string, port: number, signal: AbortSignal): Promise<MemcachedConnection> {
    const socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: 10_000, noDelay: true });
    try {
      await once(socket, "connect", { signal });
    } catch (error) {
      socket.on("error", () => {});
      socket.destroy();
      throw error;
    }
    return new MemcachedConnection(socket);
  }

  get failed(): boolean {
    return this.#failure !== null;
  }

  /** Sends a command line, and data after it where the command takes some. */
  ask(line: string, data?: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#socket.cork();
      this.#socket.write(line + lineEnd);
      if (data) {
        this.#socket.write(data);
        this.#socket.write(lineEnd);
      }
      this.#socket.uncork();
    });
  }

  /** Ends it, and with it every question under way: none of the answers could be trusted to be its own. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    while (!this.#failure) {
      const end = this.#received.indexOf(lineEnd);
      if (end < 0) return;
      const line = this.#received.toString("latin1", 0, end);
      const next = end + lineEnd.length;
      if (line.startsWith("VALUE ")) {
        if (!this.#receiveItem(line, next)) return;
      } else {
        this.#received = this.#received.subarray(next);
        this.#answer({ line, item: null });
      }
    }
  }

  /** `false`: not all of it has come yet. */
  #receiveItem(line: string, start: number): boolean {
    const [, key = "", , length, token = ""] = line.split(" ");
    const size = Number(length);
    if (!Number.isSafeInteger(size) || token === "") {
      this.fail(new Error("the server's answer makes no sense"));
      return false;
    }
    const end = start + size + itemEnd.length;
    if (this.#received.length < end) return false;
    const text = this.#received.toString("utf8", start, start + size);
    if (this.#received.toString("latin1", start + size, end) !== itemEnd) {
      this.fail(new Error("the server's answer makes no sense"));
      return false;
    }
    this.#received = this.#received.subarray(end);
    this.#answer({ line: "VALUE", item: { key, token, text } });
    return true;
  }

  #answer(reply: Reply): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(reply);
    else this.fail(new Error("the server answered without being asked"));
  }
}
