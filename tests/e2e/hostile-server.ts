/** A hostile server that speaks the debug protocol. Each test defines its answers. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Call, type CommandName, commands, defaultPath, type Hello, type Result } from "sessionscope/protocol";

type Answer = (response: ServerResponse, call: Call) => void;

export class HostileServer {
  /** Answers that replace the harmless ones below. */
  readonly answers = new Map<CommandName | "events.stream", Answer>();
  /** Pages by path: HTML, or a function that writes the response in pieces. */
  readonly pages = new Map<string, string | ((response: ServerResponse) => void)>();
  /** `Set-Cookie` lines of every page. */
  plants: readonly string[] = [];
  /** Whether pages announce the endpoint. */
  announces = true;
  /** What was asked, in order: "localhost:4000 session.read". */
  readonly asked: string[] = [];
  /** The `Cookie` header of each page's request, by its host and path: "localhost:4000/". */
  readonly sent = new Map<string, string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async listen(): Promise<HostileServer> {
    const made = new HostileServer();
    await new Promise<void>((resolve) => made.#server.listen(0, () => resolve()));
    return made;
  }

  /** The server under another host name: for a browser, another host. */
  at(host = "localhost"): string {
    return `http://${host}:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host } = request.headers;
    response.on("error", () => {});
    if (request.method !== "POST") {
      this.sent.set(`${host}${request.url}`, request.headers.cookie ?? "");
      if (this.announces) response.setHeader("Sessionscope", `v=1; path=${defaultPath}; request=r1`);
      if (this.plants.length > 0) response.setHeader("Set-Cookie", this.plants);
      // Without a charset, Firefox renders nothing before it has received a kilobyte.
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      const page = this.pages.get(request.url ?? "") ?? `<p id="here">${host}</p>`;
      if (typeof page === "string") response.end(page);
      else page(response);
      return;
    }
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const call = JSON.parse(Buffer.concat(body).toString()) as Call;
    this.asked.push(`${host} ${call.command}`);
    const answer = this.answers.get(call.command as CommandName) ?? harmless[call.command];
    if (answer) answer(response, call);
    else response.writeHead(400).end(refusal);
  }
}

const refusal = JSON.stringify({ ok: false, error: { code: "unsupported", message: "Not here." } });

/** The answer of a command. */
export const result = <C extends CommandName>(given: Result<C>): string => JSON.stringify({ ok: true, result: given });

export const hello = (more: Partial<Hello> = {}): Hello => ({
  versions: [1],
  sdk: "9.9.9",
  now: Date.now(),
  // It claims to do everything.
  commands: Object.keys(commands),
  store: { name: "Store", kind: "server", limit: null },
  cookie: {
    name: "sessionid",
    domain: null,
    path: "/",
    secure: false,
    httpOnly: true,
    sameSite: "Lax",
    partitioned: false,
  },
  cookieAge: 3600,
  expireAtBrowserClose: false,
  saveEveryRequest: false,
  ...more,
});

/** A session with these keys. */
export function reading(values: Readonly<Record<string, unknown>> = { visits: 1 }): Result<"session.read"> {
  const now = Date.now();
  const entries = Object.entries(values).map(([key, value]) => {
    const text = JSON.stringify(value);
    return { key, text, size: text.length, truncated: false, redacted: false, changed: null };
  });
  const times = { createdAt: now, modifiedAt: now, expiresAt: now + 3_600_000 };
  const session = { handle: "one", revision: 1, ...times, expiry: { kind: "policy" as const }, user: null, size: 1 };
  return { state: "live", now, session: { ...session, entries, lastChange: null } };
}

/** Sends bytes as fast as the client reads them, until it closes the connection. */
export function pour(response: ServerResponse, text: string, times = Number.POSITIVE_INFINITY): void {
  let poured = 0;
  const more = () => {
    while (poured++ < times && !response.destroyed) if (!response.write(text)) return void response.once("drain", more);
    if (!response.destroyed) response.end();
  };
  more();
}

const harmless: Readonly<Record<string, Answer>> = {
  hello: (response) => response.end(result<"hello">(hello())),
  "session.read": (response) => response.end(result<"session.read">(reading())),
  "events.stream": (response) => response.write(`${JSON.stringify({ type: "alive", now: Date.now() })}\n`),
};
