/** Firefox's built-in remote control: one TCP socket, each message `LENGTH:JSON`, a command `[0, id, name, parameters]`. */

import { connect, type Socket } from "node:net";

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #received = Buffer.alloc(0);
  #sent = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Firefox closed the connection."));
    });
    socket.on("error", () => {});
  }

  /** Tries until Firefox listens. */
  static async connect(port: number, signal: AbortSignal): Promise<Marionette> {
    for (;;) {
      signal.throwIfAborted();
      const socket = await new Promise<Socket | null>((resolve) => {
        const candidate = connect(port, "127.0.0.1", () => resolve(candidate));
        candidate.once("error", () => resolve(null));
      });
      if (socket !== null) {
        const marionette = new Marionette(socket);
        await marionette.send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
        return marionette;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  send(name: string, parameters: object = {}): Promise<unknown> {
    const id = ++this.#sent;
    const message = JSON.stringify([0, id, name, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  }

  /**
   * Runs the body of an async function with the browser's own rights; `parameters` are its `args`.
   * Calls must not overlap: the session has one context at a time.
   */
  async privileged(body: string, ...parameters: readonly unknown[]): Promise<unknown> {
    await this.send("Marionette:SetContext", { value: "chrome" });
    const script = `
      const [args, done] = arguments;
      (async () => { ${body} })().then(
        (value) => done({ value }),
        (error) => done({ error: String(error) }),
      );`;
    const answer = (await this.send("WebDriver:ExecuteAsyncScript", {
      script,
      args: [parameters],
      sandbox: "system",
      newSandbox: false,
      scriptTimeout: 120_000,
    })) as { value: { value?: unknown; error?: string } };
    await this.send("Marionette:SetContext", { value: "content" });
    if (answer.value.error !== undefined) throw new Error(answer.value.error);
    return answer.value.value;
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const colon = this.#received.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.subarray(0, colon).toString());
      if (this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(colon + 1, end).toString());
      this.#received = this.#received.subarray(end);
      // The greeting is an object; answers are arrays.
      if (!Array.isArray(message)) continue;
      const [, id, error, value] = message as [1, number, { message: string } | null, unknown];
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === null) waiting?.resolve(value);
      else waiting?.reject(new Error(error.message));
    }
  }
}
