/**
 * A minimal HTTP client: one connection, one request after the other. Existing clients cost several times as much CPU as
 * the servers, which would then mostly wait.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

export class Visitor implements Disposable {
  readonly #socket: Socket;
  #received = "";
  #arrived: (() => void) | undefined;
  #closed = false;
  cookie = "";
  /** Or else it sends none, and forgets those that it is given. */
  hasCookies = true;

  private constructor(socket: Socket) {
    this.#socket = socket.setEncoding("latin1").setNoDelay(true);
    socket.on("data", (text) => {
      this.#received += text;
      this.#arrived?.();
    });
    socket.on("close", () => {
      this.#closed = true;
      this.#arrived?.();
    });
  }

  static async at(port: number): Promise<Visitor> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Visitor(socket);
  }

  /** Resolves when the whole response has arrived. @throws Error for any status but 200, and when the server closes the connection. */
  async ask(path: string): Promise<void> {
    this.#socket.write(
      `GET ${encodeURI(path)} HTTP/1.1\r\nHost: localhost\r\nCookie: ${this.hasCookies ? this.cookie : ""}\r\n\r\n`,
    );
    let end = this.#end();
    while (end === -1) {
      if (this.#closed) throw new Error(`The connection was closed before ${path} was answered.`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      end = this.#end();
    }
    const answer = this.#received.slice(0, end);
    this.#received = this.#received.slice(end);
    if (!answer.startsWith("HTTP/1.1 200 ")) throw new Error(`${path} was answered ${answer.split("\r\n")[0]}`);
    const set = [...answer.matchAll(/^set-cookie: ([^;=\r]+)=([^;\r]*)/gim)];
    if (set.length > 0 && this.hasCookies) this.#keep(set.map(([, name, value]) => [name!, value!]));
  }

  #keep(set: readonly (readonly [string, string])[]): void {
    const had = this.cookie === "" ? [] : this.cookie.split("; ").map((pair) => pair.split(/=(.*)/s).slice(0, 2));
    this.cookie = [...new Map([...(had as [string, string][]), ...set])].map((pair) => pair.join("=")).join("; ");
  }

  /** Where the first response ends; -1 while it is incomplete. Every response here has a Content-Length. */
  #end(): number {
    const head = this.#received.indexOf("\r\n\r\n");
    if (head === -1) return -1;
    const length = Number(/^content-length: (\d+)/im.exec(this.#received)![1]);
    const end = head + 4 + length;
    return end <= this.#received.length ? end : -1;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
