/**
 * A server, or what is in front of it, may take a connection and then say nothing. The clients of `redis` give up
 * connecting in time, but wait for the greeting that follows for ever, and refuse every command meanwhile.
 */

interface Client {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** Calls `whenMissed` when a connection of this client, or of one of a cluster's nodes, gets no greeting within `timeoutMs`. */
export function expectGreetings(client: Client, timeoutMs: number, whenMissed: () => void): void {
  const prefix = "masters" in client ? "node-" : "";
  const waiting = new Map<unknown, NodeJS.Timeout>();
  const greeted = (node: unknown): void => {
    clearTimeout(waiting.get(node));
    waiting.delete(node);
  };
  client.on(`${prefix}connect`, (node) => {
    greeted(node);
    waiting.set(node, setTimeout(whenMissed, timeoutMs).unref());
  });
  client.on(`${prefix}ready`, greeted);
  // A node's comes behind the error.
  client.on(`${prefix}error`, (_error, node) => greeted(node));
  client.on(prefix === "" ? "end" : "node-disconnect", greeted);
}
