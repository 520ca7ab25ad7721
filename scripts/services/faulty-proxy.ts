/** For fault tests: a TCP proxy in front of a service that stalls, swallows replies or cuts connections when told. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What happens to bytes: they pass, they wait in both directions, or replies vanish while requests still arrive. */
export type ProxyMode = "pass" | "stall" | "drop-replies";

export class FaultyProxy implements AsyncDisposable {
  readonly port: number;
  /** The port that connections from now on lead to. */
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

  /** In front of a port of this machine. */
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

  /** From now on, also for the connections that are open. */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    for (const socket of this.#sockets) this.#flow(socket);
  }

  /** Replies vanish from the moment that a request with these bytes has arrived. */
  dropRepliesFrom(request: string): void {
    this.#awaited = request;
  }

  /** How many pieces of replies have vanished. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many connections there have been. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Cuts all connections that are open. */
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
