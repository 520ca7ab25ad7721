/** Servers for tests: on a free port of the loopback address; closing one ends its connections too. */

import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "./trial.ts";

export async function listen(server: HttpServer): Promise<Server> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return listening(server);
}

/** The address and the end of a server that already listens. */
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
