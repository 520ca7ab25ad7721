/** For fault tests: a TCP proxy in front of a service. A test can make it stall, drop replies or cut connections. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What the proxy does with bytes: it passes them, holds them in both directions, or drops replies and passes requests. */
export type ProxyMode = "pass" | "stall" | "drop-replies";

export class FaultyProxy implements AsyncDisposable {
  readonly port: number;
  /** The port that new connections lead to. */
  target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: ProxyMode = "pass";
  #awaited: string | undefined;
  #dropped = 0;
  #accepted = 0;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    this.target = target;
  }

  /** Starts a proxy in front of a port of this machine. */
  static async start(target: number): Promise<FaultyProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
    const proxy = new FaultyProxy(server, address.port, target);
    server.on("connection", (client) => {
      proxy.#accepted++;
      proxy.#join(client, connect(proxy.target, "127.0.0.1"));
    });
    return proxy;
  }

  /** The URL with the proxy's port in place of the service's. */
  inFrontOf(url: string): string {
    const through = new URL(url);
    through.port = `${this.port}`;
    return through.href;
  }

  /** Applies at once, also to open connections. */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    for (const socket of this.#sockets) this.#flow(socket);
  }

  /** Drops all replies once a request with these bytes has arrived. */
  dropRepliesFrom(request: string): void {
    this.#awaited = request;
  }

  /** How many chunks of replies were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many connections were accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Cuts all open connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, "close");
  }

  #join(client: Socket, service: Socket): void {
    client.on("data", (bytes) => {
      service.write(bytes);
      if (this.#awaited === undefined || !bytes.includes(this.#awaited)) return;
      this.#awaited = undefined;
      this.mode = "drop-replies";
    });
    service.on("data", (bytes) => {
      if (this.#mode === "pass") client.write(bytes);
      else this.#dropped++;
    });
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      this.#sockets.add(socket);
      this.#flow(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  #flow(socket: Socket): void {
    if (this.#mode === "stall") socket.pause();
    else socket.resume();
  }
}
