/** A server that answers the cases of the cookie corpus byte by byte, one case at a time. */

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { serverTime } from "../../extension/cookies/fixtures/corpus.ts";

/** One request that a browser makes, and the response. */
export interface Step {
  /** The URL without a port: the server's is added. */
  readonly url: string;
  /** `Set-Cookie` lines, byte for character. */
  readonly lines: readonly string[];
}

export class CorpusServer {
  readonly #servers: readonly Server[];
  #steps: readonly Step[] = [];
  #last: ((cookie: string | null) => void) | null = null;

  private constructor(pem: Buffer) {
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    const limits = { maxHeaderSize: 65_536, keepAlive: true };
    this.#servers = [createServer(limits, answer), createTlsServer({ ...limits, key: pem, cert: pem }, answer)];
  }

  static async open(): Promise<CorpusServer> {
    // A test key: the browsers accept any certificate.
    const server = new CorpusServer(await readFile(new URL("./fixtures/tls.pem", import.meta.url)));
    for (const each of server.#servers) await new Promise<void>((ready) => each.listen(0, "127.0.0.1", ready));
    return server;
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  /** The same address, at the server's port. */
  at(url: string): string {
    const { protocol, port } = this.#place(url);
    // Not with `URL`, which would normalize the case's path.
    return url.replace(/^(https?:\/\/[^/?#]+)/, `$1:${port}`).replace(/^https?:/, protocol);
  }

  /**
   * From now on the steps are answered, each with a redirect to the next, the last with nothing.
   * @returns the `Cookie` header of the last step's request; bytes as characters.
   */
  expect(steps: readonly Step[]): Promise<string | null> {
    this.#steps = steps;
    return new Promise((resolve) => {
      this.#last = resolve;
    });
  }

  #place(url: string): { readonly protocol: string; readonly port: number } {
    const secure = url.startsWith("https:");
    const { port } = this.#servers[secure ? 1 : 0]!.address() as AddressInfo;
    return { protocol: secure ? "https:" : "http:", port };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [step, next] = this.#steps;
    const asked = `http://${request.headers.host?.replace(/:\d+$/, "")}${request.url}`;
    if (step === undefined || new URL(asked).href !== new URL(step.url.replace(/^https:/, "http:")).href) {
      // Any other request, such as for an icon or for the page that embeds a case.
      return void response.writeHead(200, { "content-type": "text/html", "cache-control": "no-store" }).end("ok");
    }
    this.#steps = this.#steps.slice(1);
    const head = [
      next === undefined ? "HTTP/1.1 204 No Content" : `HTTP/1.1 302 Found\r\nLocation: ${this.at(next.url)}`,
      `Date: ${new Date(serverTime).toUTCString()}`,
      "Cache-Control: no-store",
      `Access-Control-Allow-Origin: ${request.headers.origin ?? "*"}`,
      "Access-Control-Allow-Credentials: true",
      "Content-Length: 0",
      "Connection: close",
      ...step.lines.map((line) => `Set-Cookie: ${line}`),
    ];
    response.socket!.end(Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"));
    if (next === undefined) this.#last?.(request.headers.cookie ?? null);
  }
}
