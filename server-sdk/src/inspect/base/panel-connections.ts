/** Connections on which panels are being answered: one that listens would hold up the end of the app's server. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export class PanelConnections {
  readonly #open = new Set<Socket>();

  add({ socket }: IncomingMessage, response: ServerResponse): void {
    this.#open.add(socket);
    response.once("close", () => this.#open.delete(socket));
  }

  end(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
