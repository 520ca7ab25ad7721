/**
 * A connection that was lost is no outage yet: a server may close what was idle, or a process wake up after hours. The
 * clients of `redis` connect anew at once, and refuse every command until then; so long they are worth waiting for.
 */

interface Client {
  readonly isReady?: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

export class FirstTry {
  readonly #client: Client;
  #ready = true;
  #ended: (() => void) | undefined;
  #pending: Promise<void> | undefined;

  /** `client`: connected. Those of clusters do not say when they connect anew. */
  constructor(client: Client) {
    this.#client = client;
    client.on("reconnecting", () => this.#begin());
    client.on("ready", () => this.#end(true));
    client.on("error", () => this.#end(false));
    client.on("end", () => this.#end(false));
  }

  /** Ends with the first try after a loss, whether it succeeds or not; `undefined` at all other times. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  #begin(): void {
    // Some say it once more when they are ready (4.6.0).
    if (!this.#ready || this.#client.isReady) return;
    this.#ready = false;
    this.#pending = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  #end(ready: boolean): void {
    // The loss itself is an error too, before the first try.
    if (ready) this.#ready = true;
    this.#ended?.();
    this.#ended = undefined;
    this.#pending = undefined;
  }
}
