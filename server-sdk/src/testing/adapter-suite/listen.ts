/** A server for a test: on a free port of the loopback, gone with its connections when closed. */

import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "./trial.ts";

export async function listen(server: HttpServer): Promise<Server> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return listening(server);
}

/** A server that listens already. */
export function listening(server: HttpServer): Server {
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
