/** A browser for tests: it keeps cookies, uses one connection, and sees what arrives and when. */

import { Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";

export interface Reply {
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: IncomingMessage["headers"];
  /** Name, value, name, value, as received. */
  readonly rawHeaders: readonly string[];
  readonly setCookies: readonly string[];
  readonly body: string;
  /** The chunks in which the body arrived. */
  readonly trailers: IncomingMessage["trailers"];
}

export interface Asking {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** A request under way. */
export class Pending {
  /** The whole answer. Rejects when the connection ends before it does. */
  readonly reply: Promise<Reply>;
  /** The first bytes of the body. */
  readonly firstBytes: Promise<string>;
  /** The statuses of 1xx before the answer. */
  readonly informed: number[] = [];
  readonly #request: ClientRequest;
  #begun = false;

  constructor(outgoing: ClientRequest, onCookies: (lines: readonly string[]) => void) {
    this.#request = outgoing;
    const first = Promise.withResolvers<string>();
    this.firstBytes = first.promise;
    this.reply = new Promise((resolve, reject) => {
      outgoing.on("error", reject);
      outgoing.on("information", ({ statusCode }) => this.informed.push(statusCode));
      outgoing.on("response", (incoming) => {
        this.#begun = true;
        const setCookies = incoming.headers["set-cookie"] ?? [];
        onCookies(setCookies);
        let body = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (text: string) => {
          body += text;
          first.resolve(text);
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          const { statusCode = 0, statusMessage = "", headers, rawHeaders, trailers } = incoming;
          resolve({ status: statusCode, statusMessage, headers, rawHeaders, setCookies, body, trailers });
        });
      });
    });
    // A test awaits what it needs. Nobody awaits a request whose visitor has left.
    this.reply.catch(first.reject);
    this.firstBytes.catch(() => {});
  }

  /** Whether the head of the answer has arrived. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Closes the connection without waiting for the answer. */
  leave(): void {
    this.#request.destroy();
  }
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly origin: string;
  readonly #agent: Agent;

  constructor(origin: string, agent = new Agent({ keepAlive: true, maxSockets: 1 })) {
    this.origin = origin;
    this.#agent = agent;
  }

  /** Another visitor on the same connection, as behind a proxy. */
  neighbour(): Visitor {
    return new Visitor(this.origin, this.#agent);
  }

  ask(path: string, { method = "GET", headers = {}, body }: Asking = {}): Pending {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const outgoing = request(`${this.origin}${path}`, {
      method,
      agent: this.#agent,
      headers: { ...(cookie && { cookie }), ...headers },
    });
    outgoing.end(body);
    return new Pending(outgoing, (lines) => this.#keep(lines));
  }

  /** The whole answer. */
  get(path: string, asking: Asking = {}): Promise<Reply> {
    return this.ask(path, asking).reply;
  }

  close(): void {
    this.#agent.destroy();
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (/;\s*(max-age=0\b|expires=thu, 01 jan 1970)/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
